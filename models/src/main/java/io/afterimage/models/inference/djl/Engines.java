package io.afterimage.models.inference.djl;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.afterimage.models.inference.Device;
import io.afterimage.models.inference.DeviceUnavailableException;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gets DJL's engines, after telling DJL to stay off the network. */
public final class Engines {

  /** DJL's name of ONNX Runtime. */
  public static final String ONNX_RUNTIME = "OnnxRuntime";

  /** DJL's name of Apache MXNet. */
  public static final String MXNET = "MXNet";

  private static final Logger log = LoggerFactory.getLogger(Engines.class);

  private static boolean mxnetStarted;

  static {
    set("ai.djl.offline", "true");
    set("OPT_OUT_TRACKING", "true");
    // Otherwise the first ONNX Runtime array loads a second engine for what it cannot do itself.
    set("ai.djl.onnx.disable_alternative", "true");
  }

  private Engines() {}

  /** The engine of this name. The first call loads its native library, from the class path. */
  public static Engine get(String name) {
    if (name.equals(MXNET)) {
      startMxnet();
    }
    return Engine.getEngine(name);
  }

  /** MXNet tells its kind of engine on standard error, with its first array. */
  private static synchronized void startMxnet() {
    if (!mxnetStarted) {
      List<String> said =
          NativeStandardError.without(
              line -> line.contains("MXNet start using engine"),
              () -> {
                try (NDManager manager = Engine.getEngine(MXNET).newBaseManager(cpu())) {
                  manager.zeros(new Shape(1)).toFloatArray();
                }
              });
      said.forEach(line -> log.atDebug().addKeyValue("said", line).log("MXNet started"));
      mxnetStarted = true;
    }
  }

  private static ai.djl.Device cpu() {
    return ai.djl.Device.cpu();
  }

  /** The device in DJL's terms; {@code gpus} is asked only when it is a GPU. */
  static ai.djl.Device require(Device device, String engine, Supplier<Gpus> gpus) {
    if (!(device instanceof Device.Gpu gpu)) {
      return ai.djl.Device.cpu();
    }
    Gpus found = gpus.get();
    if (gpu.index() >= found.count()) {
      throw new DeviceUnavailableException(
          "%s was asked to run on %s, but it finds %s: %s, or configure the device cpu"
              .formatted(
                  engine,
                  device,
                  found.count() == 0 ? "no GPU" : found.count() + " GPU(s)",
                  found.remedy()));
    }
    return ai.djl.Device.gpu(gpu.index());
  }

  /**
   * The GPUs that an engine can use.
   *
   * @param remedy what to do when they are too few
   */
  record Gpus(int count, String remedy) {}

  private static void set(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
