package io.afterimage.networks.backbone;

import io.afterimage.networks.backbone.LayerShape.Maps;
import io.afterimage.networks.backbone.LayerShape.Vector;
import java.util.List;
import java.util.OptionalDouble;

/**
 * One row of a backbone's table: a named operation on the outputs of earlier rows, with its output
 * shape, its variables and how Keras stores them. The record names are Keras' layer types. Engines
 * are {@link Visitor}s, so that one that forgets a type does not compile.
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

  /**
   * What one image is after this layer.
   *
   * @param inputs what it is after each of {@link #inputs()}; for an input layer, the image alone
   * @throws IllegalArgumentException when this layer cannot take such inputs
   */
  LayerShape shape(List<LayerShape> inputs);

  /** Its weights for these inputs, in Keras' order. */
  default List<Variable> variables(List<LayerShape> inputs) {
    return List.of();
  }

  /**
   * For each axis of its first variable, which axis of Keras' array it is; empty where the two are
   * the same. Keras has channels last: kernels (height, width, inputs, filters), depthwise ones
   * (height, width, channels, 1), dense ones (inputs, units).
   */
  default List<Integer> kerasAxes() {
    return List.of();
  }

  /** Whether its own window can take over the zeros of a padding layer before it. */
  default boolean absorbsPadding() {
    return false;
  }

  /** Calls the visitor's method for this type. */
  <R> R accept(Visitor<R> visitor);

  /** What an engine does with each type of layer. */
  interface Visitor<R> {
    R visit(InputLayer input);

    R visit(Conv2D conv);

    R visit(DepthwiseConv2D conv);

    R visit(BatchNormalization norm);

    R visit(ReLU relu);

    R visit(ZeroPadding2D pad);

    R visit(MaxPooling2D pool);

    R visit(GlobalAveragePooling2D pool);

    R visit(Flatten flatten);

    R visit(Dense dense);

    R visit(Add add);
  }

  /** A layer that takes one output. */
  sealed interface Unary extends Layer {
    /** The layer whose output this one takes. */
    String input();

    @Override
    default List<String> inputs() {
      return List.of(input());
    }

    private static Maps maps(Unary layer, List<LayerShape> inputs) {
      if (inputs.get(0) instanceof Maps maps) {
        return maps;
      }
      throw new IllegalArgumentException(
          "layer %s (%s) needs feature maps, %s gives a vector"
              .formatted(layer.name(), layer.type(), layer.input()));
    }
  }

  /** The image, normalised. */
  record InputLayer(String name, int channels) implements Layer {
    @Override
    public List<String> inputs() {
      return List.of();
    }

    @Override
    public LayerShape shape(List<LayerShape> image) {
      Maps maps = (Maps) image.get(0);
      return new Maps(maps.height(), maps.width(), channels);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
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

    @Override
    public LayerShape shape(List<LayerShape> inputs) {
      return Unary.maps(this, inputs).under(window, filters);
    }

    @Override
    public List<Variable> variables(List<LayerShape> inputs) {
      int channels = Unary.maps(this, inputs).channels();
      return Variable.ofKernel(name, bias, filters, channels, window.kernel(), window.kernel());
    }

    @Override
    public List<Integer> kerasAxes() {
      return List.of(3, 2, 0, 1);
    }

    @Override
    public boolean absorbsPadding() {
      return true;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** Convolution of each channel by itself; weight (channels, 1, kernel, kernel). */
  record DepthwiseConv2D(String name, String input, Window window, boolean bias) implements Unary {
    @Override
    public LayerShape shape(List<LayerShape> inputs) {
      Maps maps = Unary.maps(this, inputs);
      return maps.under(window, maps.channels());
    }

    @Override
    public List<Variable> variables(List<LayerShape> inputs) {
      int channels = Unary.maps(this, inputs).channels();
      return Variable.ofKernel(name, bias, channels, 1, window.kernel(), window.kernel());
    }

    @Override
    public List<Integer> kerasAxes() {
      return List.of(2, 3, 0, 1);
    }

    @Override
    public boolean absorbsPadding() {
      return true;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** Normalisation by moving statistics: gamma, beta, moving_mean, moving_variance. */
  record BatchNormalization(String name, String input) implements Unary {
    @Override
    public LayerShape shape(List<LayerShape> inputs) {
      return Unary.maps(this, inputs);
    }

    @Override
    public List<Variable> variables(List<LayerShape> inputs) {
      int channels = Unary.maps(this, inputs).channels();
      return List.of(
          Variable.trainable(name + ".gamma", channels),
          Variable.trainable(name + ".beta", channels),
          Variable.statistic(name + ".moving_mean", channels),
          Variable.statistic(name + ".moving_variance", channels));
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * Rectifier, cut off at {@code max} where one is given.
   *
   * @param type {@code ReLU}, or {@code Activation} where Keras' network names the function
   */
  record ReLU(String name, String input, OptionalDouble max, String type) implements Unary {

    /** Keras' layer of this name. */
    public ReLU(String name, String input, OptionalDouble max) {
      this(name, input, max, "ReLU");
    }

    @Override
    public LayerShape shape(List<LayerShape> inputs) {
      return inputs.get(0);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** The zeros that {@code window} asks for, put in place ahead of the layer that slides it. */
  record ZeroPadding2D(String name, String input, Window window) implements Unary {
    @Override
    public LayerShape shape(List<LayerShape> inputs) {
      return Unary.maps(this, inputs).padded(window);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** Maximum under a window. */
  record MaxPooling2D(String name, String input, Window window) implements Unary {
    @Override
    public LayerShape shape(List<LayerShape> inputs) {
      Maps maps = Unary.maps(this, inputs);
      return maps.under(window, maps.channels());
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** Mean of each channel. */
  record GlobalAveragePooling2D(String name, String input) implements Unary {
    @Override
    public LayerShape shape(List<LayerShape> inputs) {
      return new Vector(Unary.maps(this, inputs).channels());
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** Feature maps to a vector, channel by channel, row by row. */
  record Flatten(String name, String input) implements Unary {
    @Override
    public LayerShape shape(List<LayerShape> inputs) {
      return new Vector(inputs.get(0).size());
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** Fully connected with bias; weight (units, inputs). */
  record Dense(String name, String input, int units, Activation activation) implements Unary {

    /** A linear one. */
    public Dense(String name, String input, int units) {
      this(name, input, units, Activation.LINEAR);
    }

    @Override
    public LayerShape shape(List<LayerShape> inputs) {
      return new Vector(units);
    }

    @Override
    public List<Variable> variables(List<LayerShape> inputs) {
      return Variable.ofKernel(name, true, units, inputs.get(0).size());
    }

    @Override
    public List<Integer> kerasAxes() {
      return List.of(1, 0);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** Sum of two outputs of one shape. */
  record Add(String name, String left, String right) implements Layer {
    @Override
    public List<String> inputs() {
      return List.of(left, right);
    }

    @Override
    public LayerShape shape(List<LayerShape> inputs) {
      if (!inputs.get(0).equals(inputs.get(1))) {
        throw new IllegalArgumentException(
            "layer %s adds %s and %s, which differ".formatted(name, inputs.get(0), inputs.get(1)));
      }
      return inputs.get(0);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }
}
