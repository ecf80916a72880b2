package io.afterimage.networks.backbone;

import java.util.List;

/** The fine-tuning tutorial's own small network for CIFAR-10, up to its last hidden layer. */
final class TutorialCnn {

  private static final int FILTERS = 3;
  private static final int UNITS = 100;

  private TutorialCnn() {}

  /** Its dense layer has a weight for each value of the pooled maps: so it is made for one size. */
  static Backbone ofSize(String name, int size, Preprocessing preprocessing) {
    List<Layer> layers =
        List.of(
            new Layer.InputLayer("input_1", 3),
            new Layer.Conv2D(
                "conv2d",
                "input_1",
                FILTERS,
                new Window(3, 1, Padding.VALID),
                true,
                Activation.RELU),
            new Layer.MaxPooling2D("max_pooling2d", "conv2d", new Window(2, 2, Padding.VALID)),
            new Layer.Flatten("flatten", "max_pooling2d"),
            new Layer.Dense("dense", "flatten", UNITS, Activation.RELU));
    return new Backbone(name, layers, preprocessing.normalisation(), 1e-3, size);
  }
}
