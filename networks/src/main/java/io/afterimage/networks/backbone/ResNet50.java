package io.afterimage.networks.backbone;

import java.util.List;
import java.util.OptionalDouble;

/**
 * ResNet-50 without its top: table 1 of He et al., "Deep Residual Learning for Image Recognition"
 * (2015), under Keras' layer names and in its order. As there, a stage's first block has its stride
 * in the first convolution, and convolutions have biases although batch norm follows.
 */
final class ResNet50 {

  /** A stage of the paper's table: filters of its narrow convolutions, blocks, first stride. */
  private record Stage(int filters, int blocks, int stride) {}

  private static final List<Stage> STAGES =
      List.of(
          new Stage(64, 3, 1), new Stage(128, 4, 2), new Stage(256, 6, 2), new Stage(512, 3, 2));

  private final LayerList table = new LayerList();
  private final Padding padding;

  private ResNet50(Padding padding) {
    this.padding = padding;
  }

  static List<Layer> layers(Padding padding) {
    return new ResNet50(padding).layers();
  }

  private List<Layer> layers() {
    pad("conv1_pad", new Window(7, 2, Padding.SYMMETRIC));
    convolve("conv1_conv", table.last(), 64, new Window(7, 2, Padding.VALID));
    table.normalise("conv1_bn");
    rectify("conv1_relu");
    pad("pool1_pad", new Window(3, 2, Padding.SYMMETRIC));
    table.add(new Layer.MaxPooling2D("pool1_pool", table.last(), new Window(3, 2, Padding.VALID)));
    for (int stage = 0; stage < STAGES.size(); stage++) {
      for (int block = 1; block <= STAGES.get(stage).blocks(); block++) {
        block("conv%d_block%d_".formatted(stage + 2, block), STAGES.get(stage), block == 1);
      }
    }
    return table.layers();
  }

  /** The first of a stage has a convolution on its shortcut. */
  private void block(String prefix, Stage stage, boolean first) {
    String input = table.last();
    Window strided = new Window(1, first ? stage.stride() : 1, Padding.VALID);
    convolve(prefix + "1_conv", input, stage.filters(), strided);
    table.normalise(prefix + "1_bn");
    rectify(prefix + "1_relu");
    convolve(prefix + "2_conv", table.last(), stage.filters(), new Window(3, 1, padding));
    table.normalise(prefix + "2_bn");
    rectify(prefix + "2_relu");
    String narrow = table.last();
    String shortcut = input;
    if (first) {
      convolve(prefix + "0_conv", input, 4 * stage.filters(), strided);
    }
    convolve(prefix + "3_conv", narrow, 4 * stage.filters(), Window.POINT);
    if (first) {
      shortcut = prefix + "0_bn";
      table.add(new Layer.BatchNormalization(shortcut, prefix + "0_conv"));
    }
    table.add(new Layer.BatchNormalization(prefix + "3_bn", prefix + "3_conv"));
    table.add(new Layer.Add(prefix + "add", shortcut, table.last()));
    rectify(prefix + "out");
  }

  private void convolve(String name, String input, int filters, Window window) {
    table.add(new Layer.Conv2D(name, input, filters, window, true));
  }

  private void pad(String name, Window window) {
    table.add(new Layer.ZeroPadding2D(name, table.last(), window));
  }

  private void rectify(String name) {
    table.add(new Layer.ReLU(name, table.last(), OptionalDouble.empty(), "Activation"));
  }
}
