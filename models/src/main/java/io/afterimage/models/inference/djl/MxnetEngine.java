package io.afterimage.models.inference.djl;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.engine.StandardCapabilities;
import ai.djl.ndarray.NDManager;
import io.afterimage.models.CorruptArtifactException;
import io.afterimage.models.inference.Device;
import io.afterimage.models.inference.ImageGraph;
import io.afterimage.models.inference.InferenceEngine;
import io.afterimage.models.onnx.OnnxModel;

/**
 * Apache MXNet through DJL, for the same ONNX graphs as {@link OnnxRuntimeEngine}: those with the
 * operators that this project's exporter writes. MXNet spreads each run over the cores by itself
 * (environment variable {@code OMP_NUM_THREADS}), and is several times slower than ONNX Runtime.
 */
public final class MxnetEngine implements InferenceEngine {

  /** The name that configuration uses. */
  public static final String NAME = "mxnet";

  private final Engine engine;
  private final ai.djl.Device device;

  /**
   * Loads the native library.
   *
   * @throws io.afterimage.models.inference.DeviceUnavailableException when the device is
   *     unavailable
   */
  public MxnetEngine(Device device) {
    this.engine = Engines.get(Engines.MXNET);
    this.device = Engines.require(device, "MXNet", () -> gpus(engine));
  }

  private static Engines.Gpus gpus(Engine engine) {
    return engine.hasCapability(StandardCapabilities.CUDA)
        ? new Engines.Gpus(
            engine.getGpuCount(), "check with nvidia-smi which GPUs this process sees")
        : new Engines.Gpus(0, "the bundled MXNet library runs on the CPU only");
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public ImageGraph load(byte[] onnx) {
    OnnxModel model = OnnxModel.parse(onnx).requireVectorOutput();
    NDManager manager = engine.newBaseManager(device);
    try {
      MxnetImageGraph graph = new MxnetImageGraph(model, manager);
      // MXNet finds out about shapes that do not fit only when it computes.
      graph.run(ImageBatch.blank(model), 1);
      return graph;
    } catch (EngineException e) {
      manager.close();
      throw new CorruptArtifactException(
          "MXNet refuses the graph %s".formatted(model.graph().getName()), e);
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }
}
