package io.afterimage.networks.backbone;

import java.util.List;

/**
 * VGG without its top: columns D and E of table 1 of Simonyan and Zisserman, "Very Deep
 * Convolutional Networks for Large-Scale Image Recognition" (2014), under Keras' layer names.
 */
final class Vgg {

  private static final Window POOLING = new Window(2, 2, Padding.VALID);
  private static final List<Integer> FILTERS = List.of(64, 128, 256, 512, 512);

  private Vgg() {}

  /**
   * The table.
   *
   * @param convolutions of each block
   */
  static List<Layer> layers(Padding padding, List<Integer> convolutions) {
    Window window = new Window(3, 1, padding);
    LayerList table = new LayerList();
    for (int block = 1; block <= FILTERS.size(); block++) {
      int filters = FILTERS.get(block - 1);
      for (int conv = 1; conv <= convolutions.get(block - 1); conv++) {
        String name = "block%d_conv%d".formatted(block, conv);
        table.add(new Layer.Conv2D(name, table.last(), filters, window, true, Activation.RELU));
      }
      String pool = "block%d_pool".formatted(block);
      table.add(new Layer.MaxPooling2D(pool, table.last(), POOLING));
    }
    return table.layers();
  }
}
