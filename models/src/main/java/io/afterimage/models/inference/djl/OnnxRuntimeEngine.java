package io.afterimage.models.inference.djl;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.engine.StandardCapabilities;
import ai.djl.util.cuda.CudaUtils;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import io.afterimage.models.CorruptArtifactException;
import io.afterimage.models.inference.Device;
import io.afterimage.models.inference.ImageGraph;
import io.afterimage.models.inference.ImageTensors;
import io.afterimage.models.inference.InferenceEngine;
import io.afterimage.models.onnx.OnnxModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;

/**
 * ONNX Runtime through DJL. Every graph is one session, which any number of threads may run at
 * once; a run uses {@code threads} threads, the caller's included. A service with one worker per
 * core wants 1: with 2, an image took 1.5 to 2 times the processor time. No other code may create
 * the process's {@code OrtEnvironment} first.
 */
public final class OnnxRuntimeEngine implements InferenceEngine {

  /** The name that configuration uses. */
  public static final String NAME = "onnxruntime";

  private final Engine engine;
  private final ai.djl.Device device;
  private final int threads;

  /** One thread per run. */
  public OnnxRuntimeEngine(Device device) {
    this(device, 1);
  }

  /**
   * Loads the native library.
   *
   * @param threads within one run, at least 1; GPUs do not heed it
   * @throws io.afterimage.models.inference.DeviceUnavailableException when the device is
   *     unavailable
   */
  public OnnxRuntimeEngine(Device device, int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads per run must be at least 1, got " + threads);
    }
    this.engine = Engines.get(Engines.ONNX_RUNTIME);
    this.device = Engines.require(device, "ONNX Runtime", () -> gpus(engine));
    this.threads = threads;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public ImageGraph load(byte[] onnx) {
    OnnxModel parsed = OnnxModel.parse(onnx).requireVectorOutput();
    return new OrtImageGraph(session(parsed, onnx));
  }

  /**
   * Loads a graph with one input as {@link #load} has it, and any float outputs.
   *
   * @throws CorruptArtifactException when the bytes are no graph of that form
   */
  public ImageTensors loadTensors(byte[] onnx) {
    return new OrtImageTensors(session(OnnxModel.parse(onnx), onnx));
  }

  private OrtImages session(OnnxModel parsed, byte[] onnx) {
    Model model = engine.newModel(parsed.graph().getName(), device);
    try {
      model.load(
          new ByteArrayInputStream(onnx),
          Map.of("intraOpNumThreads", Integer.toString(threads), "interOpNumThreads", "1"));
      // DJL makes a directory for each model that comes from a stream, and leaves it there.
      Files.deleteIfExists(model.getModelPath());
      OrtImages session = new OrtImages(model, parsed);
      // ONNX Runtime finds some weights that do not fit only when it computes.
      session.run(ImageBatch.blank(parsed), 1, List::size);
      return session;
    } catch (MalformedModelException | EngineException e) {
      model.close();
      throw new CorruptArtifactException(
          "ONNX Runtime refuses the graph %s".formatted(parsed.graph().getName()), e);
    } catch (IOException e) {
      model.close();
      throw new UncheckedIOException(e);
    }
  }

  private static Engines.Gpus gpus(Engine engine) {
    if (!OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA)) {
      return new Engines.Gpus(
          0, "build with the profile cuda, whose ONNX Runtime has the CUDA provider");
    }
    if (!engine.hasCapability(StandardCapabilities.CUDA)) {
      return new Engines.Gpus(
          0, "install the CUDA and cuDNN libraries that this ONNX Runtime needs");
    }
    return new Engines.Gpus(
        CudaUtils.getGpuCount(), "check with nvidia-smi which GPUs this process sees");
  }
}
