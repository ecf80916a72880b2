package io.afterimage.networks.backbone;

import java.util.List;

/**
 * MobileNetV2, width 1.0, without its top: table 2 of Sandler et al., "MobileNetV2: Inverted
 * Residuals and Linear Bottlenecks" (2018), under Keras' layer names.
 */
final class MobileNetV2 {

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

  private final LayerList table = new LayerList();
  private final Padding padding;

  private MobileNetV2(Padding padding) {
    this.padding = padding;
  }

  static List<Layer> layers(Padding padding) {
    return new MobileNetV2(padding).layers();
  }

  private List<Layer> layers() {
    table.convolve("Conv1", 32, new Window(3, 2, padding));
    table.normalise("bn_Conv1");
    table.rectifyTo6("Conv1_relu");
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
    table.convolve("Conv_1", 1280, Window.POINT);
    table.normalise("Conv_1_bn");
    table.rectifyTo6("out_relu");
    return table.layers();
  }

  private void block(String prefix, Stage stage, int channels, int stride) {
    String input = table.last();
    if (stage.expansion() > 1) {
      table.convolve(prefix + "_expand", channels * stage.expansion(), Window.POINT);
      table.normalise(prefix + "_expand_BN");
      table.rectifyTo6(prefix + "_expand_relu");
    }
    Window window = new Window(3, stride, padding);
    if (stride > 1) {
      table.add(new Layer.ZeroPadding2D(prefix + "_pad", table.last(), window));
      window = new Window(3, stride, Padding.VALID);
    }
    table.convolveDepthwise(prefix + "_depthwise", window);
    table.normalise(prefix + "_depthwise_BN");
    table.rectifyTo6(prefix + "_depthwise_relu");
    table.convolve(prefix + "_project", stage.channels(), Window.POINT);
    table.normalise(prefix + "_project_BN");
    if (stride == 1 && channels == stage.channels()) {
      table.add(new Layer.Add(prefix + "_add", input, table.last()));
    }
  }
}
