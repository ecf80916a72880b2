package io.afterimage.networks.backbone;

import java.util.ArrayList;
import java.util.List;

/**
 * VGG without its top: columns D and E of table 1 of Simonyan and Zisserman, "Very Deep
 * Convolutional Networks for Large-Scale Image Recognition" (2014), under Keras' layer names.
 */
final class Vgg {

  private static final int NOMINAL_SIZE = 224;
  private static final Window CONVOLUTION = new Window(3, 1, Padding.SAME);
  private static final Window POOLING = new Window(2, 2, Padding.VALID);
  private static final List<Integer> FILTERS = List.of(64, 128, 256, 512, 512);
  private static final List<Integer> CONVOLUTIONS_OF_16 = List.of(2, 2, 3, 3, 3);
  private static final List<Integer> CONVOLUTIONS_OF_19 = List.of(2, 2, 4, 4, 4);

  private Vgg() {}

  static Backbone vgg16(String name, Preprocessing preprocessing) {
    return backbone(name, CONVOLUTIONS_OF_16, preprocessing);
  }

  static Backbone vgg19(String name, Preprocessing preprocessing) {
    return backbone(name, CONVOLUTIONS_OF_19, preprocessing);
  }

  private static Backbone backbone(
      String name, List<Integer> convolutions, Preprocessing preprocessing) {
    List<Layer> layers = new ArrayList<>();
    String last = "input_1";
    layers.add(new Layer.InputLayer(last, 3));
    for (int block = 1; block <= FILTERS.size(); block++) {
      int filters = FILTERS.get(block - 1);
      for (int conv = 1; conv <= convolutions.get(block - 1); conv++) {
        String convolution = "block%d_conv%d".formatted(block, conv);
        layers.add(
            new Layer.Conv2D(convolution, last, filters, CONVOLUTION, true, Activation.RELU));
        last = convolution;
      }
      String pool = "block%d_pool".formatted(block);
      layers.add(new Layer.MaxPooling2D(pool, last, POOLING));
      last = pool;
    }
    return new Backbone(name, layers, preprocessing.normalisation(), 1e-3, NOMINAL_SIZE);
  }
}
