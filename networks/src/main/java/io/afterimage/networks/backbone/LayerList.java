package io.afterimage.networks.backbone;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Collects a table; each layer takes the one before it unless told otherwise. */
final class LayerList {

  private final List<Layer> layers = new ArrayList<>();

  /** With an input layer of three channels. */
  LayerList() {
    add(new Layer.InputLayer("input_1", 3));
  }

  void add(Layer layer) {
    layers.add(layer);
  }

  /** The name of the last layer. */
  String last() {
    return layers.get(layers.size() - 1).name();
  }

  List<Layer> layers() {
    return layers;
  }

  /** A linear convolution without bias. */
  void convolve(String name, int filters, Window window) {
    add(new Layer.Conv2D(name, last(), filters, window, false));
  }

  /** The same of each channel by itself. */
  void convolveDepthwise(String name, Window window) {
    add(new Layer.DepthwiseConv2D(name, last(), window, false));
  }

  void normalise(String name) {
    add(new Layer.BatchNormalization(name, last()));
  }

  /** A rectifier cut off at 6. */
  void rectifyTo6(String name) {
    add(new Layer.ReLU(name, last(), OptionalDouble.of(6)));
  }
}
