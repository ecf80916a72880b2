package io.afterimage.training.djl;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

/** Sessions of graphs that compute on every core, one call after the other. */
final class OrtSessions {

  private OrtSessions() {}

  static OrtSession open(OrtEnvironment environment, byte[] onnx) {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(Runtime.getRuntime().availableProcessors());
      // Idle workers would burn the cores that serving needs.
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      return environment.createSession(onnx, options);
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime refuses a graph of linear algebra", e);
    }
  }

  static void close(OrtSession session) {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime does not close a session", e);
    }
  }
}
