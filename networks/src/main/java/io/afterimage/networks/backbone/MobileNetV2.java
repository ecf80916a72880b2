package io.afterimage.networks.backbone;

import io.afterimage.images.Normalisation;
import io.afterimage.models.inference.Tensor;
import io.afterimage.networks.weights.SafetensorsFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * MobileNetV2, width 1.0, without its top: table 2 of Sandler et al., "MobileNetV2: Inverted
 * Residuals and Linear Bottlenecks" (2018), under Keras' layer names.
 */
public final class MobileNetV2 {

  /** The name in manifests. */
  public static final String NAME = "mobilenetv2";

  private static final String WEIGHTS = "mobilenetv2-imagenet.safetensors";
  private static final int NOMINAL_SIZE = 224;
  private static final OptionalDouble SIX = OptionalDouble.of(6);

  /** A row of the paper's table: expansion factor, channels, repeats, stride of the first. */
  private record Stage(int expansion, int channels, int repeats, int stride) {}

  private static final List<Stage> STAGES =
      List.of(
          new Stage(1, 16, 1, 1),
          new Stage(6, 24, 2, 2),
          new Stage(6, 32, 3, 2),
          new Stage(6, 64, 4, 2),
          new Stage(6, 96, 3, 1),
          new Stage(6, 160, 3, 2),
          new Stage(6, 320, 1, 1));

  private final List<Layer> layers = new ArrayList<>();
  private final Padding padding;

  private MobileNetV2(Padding padding) {
    this.padding = padding;
  }

  /** As the shipped weights need it: symmetric padding, epsilon 1e-5, ImageNet normalisation. */
  public static Backbone imagenet() {
    return new Backbone(NAME, table(Padding.SYMMETRIC), Normalisation.IMAGENET, 1e-5, NOMINAL_SIZE);
  }

  /** As Keras' own weight files need it: padding {@code same}, epsilon 1e-3, input in [-1, 1]. */
  public static Backbone keras() {
    return new Backbone(
        NAME, table(Padding.SAME), Preprocessing.TF.normalisation(), 1e-3, NOMINAL_SIZE);
  }

  /** The shipped weights, trained on ImageNet-1k, for {@link #imagenet()}; read anew each time. */
  public static Map<String, Tensor> imagenetWeights() {
    try (InputStream in = MobileNetV2.class.getResourceAsStream(WEIGHTS)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + WEIGHTS + " is missing from the build");
      }
      return SafetensorsFile.read(in, WEIGHTS).tensors();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Layer> table(Padding padding) {
    return new MobileNetV2(padding).layers();
  }

  private List<Layer> layers() {
    add(new Layer.InputLayer("input_1", 3));
    add(new Layer.Conv2D("Conv1", last(), 32, new Window(3, 2, padding), false));
    normalise("bn_Conv1");
    rectify("Conv1_relu");
    int channels = 32;
    int block = 0;
    for (Stage stage : STAGES) {
      for (int repeat = 0; repeat < stage.repeats(); repeat++) {
        String prefix = block == 0 ? "expanded_conv" : "block_" + block;
        block(prefix, stage, channels, repeat == 0 ? stage.stride() : 1);
        channels = stage.channels();
        block++;
      }
    }
    pointwise("Conv_1", 1280);
    normalise("Conv_1_bn");
    rectify("out_relu");
    return layers;
  }

  private void block(String prefix, Stage stage, int channels, int stride) {
    String input = last();
    if (stage.expansion() > 1) {
      pointwise(prefix + "_expand", channels * stage.expansion());
      normalise(prefix + "_expand_BN");
      rectify(prefix + "_expand_relu");
    }
    Window window = new Window(3, stride, padding);
    if (stride > 1) {
      add(new Layer.ZeroPadding2D(prefix + "_pad", last(), window));
      window = new Window(3, stride, Padding.VALID);
    }
    add(new Layer.DepthwiseConv2D(prefix + "_depthwise", last(), window, false));
    normalise(prefix + "_depthwise_BN");
    rectify(prefix + "_depthwise_relu");
    pointwise(prefix + "_project", stage.channels());
    normalise(prefix + "_project_BN");
    if (stride == 1 && channels == stage.channels()) {
      add(new Layer.Add(prefix + "_add", input, last()));
    }
  }

  private void pointwise(String name, int filters) {
    add(new Layer.Conv2D(name, last(), filters, Window.POINT, false));
  }

  private void normalise(String name) {
    add(new Layer.BatchNormalization(name, last()));
  }

  private void rectify(String name) {
    add(new Layer.ReLU(name, last(), SIX));
  }

  private void add(Layer layer) {
    layers.add(layer);
  }

  private String last() {
    return layers.get(layers.size() - 1).name();
  }
}
