package io.afterimage.networks.backbone;

import java.util.List;
import java.util.OptionalDouble;

/**
 * One row of a backbone's table: a named operation on the outputs of earlier rows. The record names
 * are Keras' layer types.
 */
public sealed interface Layer {

  /** Unique in its backbone. */
  String name();

  /** The names of the layers whose outputs this one takes, in order. */
  List<String> inputs();

  /** Keras' name of the layer's type, such as {@code DepthwiseConv2D}. */
  default String type() {
    return getClass().getSimpleName();
  }

  /** A layer that takes one output. */
  sealed interface Unary extends Layer {
    /** The layer whose output this one takes. */
    String input();

    @Override
    default List<String> inputs() {
      return List.of(input());
    }
  }

  /** The image, normalised. */
  record InputLayer(String name, int channels) implements Layer {
    @Override
    public List<String> inputs() {
      return List.of();
    }
  }

  /** Convolution over all channels; weight (filters, channels, kernel, kernel). */
  record Conv2D(
      String name, String input, int filters, Window window, boolean bias, Activation activation)
      implements Unary {

    /** A linear one. */
    public Conv2D(String name, String input, int filters, Window window, boolean bias) {
      this(name, input, filters, window, bias, Activation.LINEAR);
    }
  }

  /** Convolution of each channel by itself; weight (channels, 1, kernel, kernel). */
  record DepthwiseConv2D(String name, String input, Window window, boolean bias) implements Unary {}

  /** Normalisation by moving statistics: gamma, beta, moving_mean, moving_variance. */
  record BatchNormalization(String name, String input) implements Unary {}

  /** Rectifier, cut off at {@code max} where one is given. */
  record ReLU(String name, String input, OptionalDouble max) implements Unary {}

  /** The zeros that {@code window} asks for, put in place ahead of the layer that slides it. */
  record ZeroPadding2D(String name, String input, Window window) implements Unary {}

  /** Maximum under a window. */
  record MaxPooling2D(String name, String input, Window window) implements Unary {}

  /** Mean of each channel. */
  record GlobalAveragePooling2D(String name, String input) implements Unary {}

  /** Feature maps to a vector, channel by channel, row by row. */
  record Flatten(String name, String input) implements Unary {}

  /** Fully connected with bias; weight (units, inputs). */
  record Dense(String name, String input, int units, Activation activation) implements Unary {

    /** A linear one. */
    public Dense(String name, String input, int units) {
      this(name, input, units, Activation.LINEAR);
    }
  }

  /** Sum of two outputs of one shape. */
  record Add(String name, String left, String right) implements Layer {
    @Override
    public List<String> inputs() {
      return List.of(left, right);
    }
  }
}
