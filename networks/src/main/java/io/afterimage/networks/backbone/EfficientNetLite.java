package io.afterimage.networks.backbone;

import java.util.List;

/**
 * EfficientNet-Lite without its top: the network of Tan and Le, "EfficientNet: Rethinking Model
 * Scaling for Convolutional Neural Networks" (2019), without squeeze-and-excite and with ReLU6, as
 * <a href="https://github.com/tensorflow/tpu/tree/master/models/official/efficientnet/lite">TPU's
 * official models</a> have it, under Keras' layer names for EfficientNet.
 */
final class EfficientNetLite {

  /** Of all sizes. */
  static final Conventions CONVENTIONS = new Conventions(Preprocessing.LITE, Padding.SAME, 1e-3);

  /** A stage of the paper's table: expansion factor, kernel, stride of its first block. */
  private record Stage(int expansion, int kernel, int stride) {}

  private static final List<Stage> STAGES =
      List.of(
          new Stage(1, 3, 1),
          new Stage(6, 3, 2),
          new Stage(6, 5, 2),
          new Stage(6, 3, 2),
          new Stage(6, 5, 1),
          new Stage(6, 5, 2),
          new Stage(6, 3, 1));

  private final LayerList table = new LayerList();
  private final Padding padding;

  private EfficientNetLite(Padding padding) {
    this.padding = padding;
  }

  /**
   * The table.
   *
   * @param channels after each stage
   * @param blocks of each stage
   */
  static List<Layer> layers(Padding padding, List<Integer> channels, List<Integer> blocks) {
    return new EfficientNetLite(padding).layers(channels, blocks);
  }

  private List<Layer> layers(List<Integer> channels, List<Integer> blocks) {
    table.convolve("stem_conv", 32, new Window(3, 2, padding));
    table.normalise("stem_bn");
    table.rectifyTo6("stem_activation");
    int inputs = 32;
    for (int stage = 0; stage < STAGES.size(); stage++) {
      for (int block = 0; block < blocks.get(stage); block++) {
        String prefix = "block%d%c_".formatted(stage + 1, 'a' + block);
        block(prefix, STAGES.get(stage), block == 0, inputs, channels.get(stage));
        inputs = channels.get(stage);
      }
    }
    table.convolve("top_conv", 1280, Window.POINT);
    table.normalise("top_bn");
    table.rectifyTo6("top_activation");
    return table.layers();
  }

  private void block(String prefix, Stage stage, boolean first, int inputs, int outputs) {
    String input = table.last();
    if (stage.expansion() > 1) {
      table.convolve(prefix + "expand_conv", inputs * stage.expansion(), Window.POINT);
      table.normalise(prefix + "expand_bn");
      table.rectifyTo6(prefix + "expand_activation");
    }
    int stride = first ? stage.stride() : 1;
    table.convolveDepthwise(prefix + "dwconv", new Window(stage.kernel(), stride, padding));
    table.normalise(prefix + "bn");
    table.rectifyTo6(prefix + "activation");
    table.convolve(prefix + "project_conv", outputs, Window.POINT);
    table.normalise(prefix + "project_bn");
    if (!first) {
      table.add(new Layer.Add(prefix + "add", input, table.last()));
    }
  }
}
