package io.afterimage.networks.backbone;

import java.util.List;

/** The fine-tuning tutorial's own small network for CIFAR-10, up to its last hidden layer. */
final class TutorialCnn {

  private static final int FILTERS = 3;
  private static final int UNITS = 100;

  private TutorialCnn() {}

  static List<Layer> layers(Padding padding) {
    return List.of(
        new Layer.InputLayer("input_1", 3),
        new Layer.Conv2D(
            "conv2d", "input_1", FILTERS, new Window(3, 1, padding), true, Activation.RELU),
        new Layer.MaxPooling2D("max_pooling2d", "conv2d", new Window(2, 2, padding)),
        new Layer.Flatten("flatten", "max_pooling2d"),
        new Layer.Dense("dense", "flatten", UNITS, Activation.RELU));
  }
}
