package io.afterimage.model.inference.djl;

import ai.djl.engine.Engine;
import io.afterimage.model.inference.Device;
import io.afterimage.model.inference.DeviceUnavailableException;

/** Gets DJL's engines, after telling DJL to stay off the network. */
public final class Engines {

  /** DJL's name of ONNX Runtime. */
  public static final String ONNX_RUNTIME = "OnnxRuntime";

  /** DJL's name of Apache MXNet. */
  public static final String MXNET = "MXNet";

  static {
    set("ai.djl.offline", "true");
    set("OPT_OUT_TRACKING", "true");
    // Otherwise the first ONNX Runtime array loads a second engine for what it cannot do itself.
    set("ai.djl.onnx.disable_alternative", "true");
  }

  private Engines() {}

  /** The engine of this name. The first call loads its native library, from the class path. */
  public static Engine get(String name) {
    return Engine.getEngine(name);
  }

  static ai.djl.Device cpu() {
    return ai.djl.Device.cpu();
  }

  /** The device in DJL's terms, if the engine may use {@code gpus} GPUs. */
  static ai.djl.Device require(Device device, String engine, int gpus, String remedy) {
    if (device instanceof Device.Gpu gpu) {
      if (gpu.index() >= gpus) {
        throw new DeviceUnavailableException(
            "%s was asked to run on %s, but it has %s: %s, or configure the device cpu"
                .formatted(engine, device, gpus == 0 ? "no GPU" : gpus + " GPU(s)", remedy));
      }
      return ai.djl.Device.gpu(gpu.index());
    }
    return cpu();
  }

  private static void set(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
