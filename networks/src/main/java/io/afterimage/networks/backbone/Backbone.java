package io.afterimage.networks.backbone;

import io.afterimage.images.Normalisation;
import io.afterimage.models.inference.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A pretrained base as a table. It holds everything that the weights depend on: layers, padding,
 * epsilon, normalisation.
 *
 * @param name what manifests call it
 * @param layers an input layer first; each takes outputs of earlier ones only; the last is the
 *     output
 * @param normalisation of the image, before the input layer
 * @param batchNormEpsilon added to the moving variance before the square root
 * @param nominalSize the side in pixels of the square input that it was designed for; of the
 *     weights' shapes, only those of a dense layer after {@code Flatten} depend on it
 */
public record Backbone(
    String name,
    List<Layer> layers,
    Normalisation normalisation,
    double batchNormEpsilon,
    int nominalSize) {

  /** Copies the list; refuses a table that is out of order or has a name twice. */
  public Backbone {
    layers = List.copyOf(layers);
    if (layers.isEmpty() || !(layers.get(0) instanceof Layer.InputLayer)) {
      throw new IllegalArgumentException("backbone " + name + " must begin with an input layer");
    }
    Set<String> earlier = new HashSet<>();
    for (Layer layer : layers) {
      if (!earlier.containsAll(layer.inputs()) || !earlier.add(layer.name())) {
        throw new IllegalArgumentException(
            "backbone %s: layer %s has a name that is taken, or takes %s before it is there"
                .formatted(name, layer.name(), layer.inputs()));
      }
    }
  }

  /** Every layer with its output shape and variables, for images of this size. */
  public List<LayerRow> rows(int height, int width) {
    LayerShape image = new LayerShape.Maps(height, width, 3);
    Map<String, LayerShape> shapes = new HashMap<>();
    List<LayerRow> rows = new ArrayList<>();
    for (Layer layer : layers) {
      List<LayerShape> inputs =
          layer.inputs().isEmpty()
              ? List.of(image)
              : layer.inputs().stream().map(shapes::get).toList();
      List<Variable> variables = layer.variables(inputs);
      LayerShape shape = layer.shape(inputs);
      shapes.put(layer.name(), shape);
      rows.add(new LayerRow(rows.size(), layer, shape, variables));
    }
    return rows;
  }

  /** The last layer: the backbone's output. */
  public Layer output() {
    return layers.get(layers.size() - 1);
  }

  /**
   * Where to divide the table so that what learns is what learns when Keras freezes all layers
   * below {@code fromLayer}. Layers without variables at the border count as frozen, but padding
   * stays with the layer that needs it.
   */
  public Cut cutAt(int fromLayer) {
    List<LayerRow> rows = rows(nominalSize, nominalSize);
    if (fromLayer < 0 || fromLayer >= rows.size()) {
      throw new IllegalArgumentException(
          "backbone %s has the layers 0 to %d, not %d".formatted(name, rows.size() - 1, fromLayer));
    }
    int index = fromLayer;
    while (index < rows.size() && rows.get(index).variables().isEmpty()) {
      index++;
    }
    LayerGraph graph = new LayerGraph(rows);
    if (index > 0 && graph.absorbedPadding(layers.get(index - 1).name()).isPresent()) {
      index--;
    }
    Set<String> taken = new HashSet<>();
    layers.subList(index, layers.size()).forEach(layer -> taken.addAll(layer.inputs()));
    if (index == layers.size()) {
      taken.add(output().name());
    }
    return new Cut(
        index, layers.subList(0, index).stream().map(Layer::name).filter(taken::contains).toList());
  }

  /** What learns when the layers below {@code fromLayer} are frozen, in Keras' order. */
  public List<Variable> trainableVariables(int fromLayer) {
    return rows(nominalSize, nominalSize).stream()
        .skip(fromLayer)
        .flatMap(row -> row.variables().stream())
        .filter(Variable::trainable)
        .toList();
  }

  /**
   * The same with dense layers on top, each with a rectifier; feature maps are averaged first.
   *
   * @param units of each
   */
  public Backbone withHidden(List<Integer> units) {
    Backbone whole = this;
    for (int i = 0; i < units.size(); i++) {
      String name = "hidden" + (i == 0 ? "" : "_" + i);
      whole = whole.withDense(name, units.get(i), Activation.RELU);
    }
    return whole;
  }

  /** The same with a dense layer on top; feature maps are averaged first. */
  public Backbone withDense(String dense, int units, Activation activation) {
    List<Layer> all = new ArrayList<>(layers);
    if (outputShape(nominalSize, nominalSize) instanceof LayerShape.Maps) {
      all.add(new Layer.GlobalAveragePooling2D("global_average_pooling2d", output().name()));
    }
    all.add(new Layer.Dense(dense, all.get(all.size() - 1).name(), units, activation));
    return new Backbone(name, all, normalisation, batchNormEpsilon, nominalSize);
  }

  /** What one image of this size is after the last layer. */
  public LayerShape outputShape(int height, int width) {
    return rows(height, width).get(layers.size() - 1).shape();
  }

  /** As {@link #requireWeights(Map, int, int)} for the nominal size. */
  public void requireWeights(Map<String, Tensor> weights) {
    requireWeights(weights, nominalSize, nominalSize);
  }

  /**
   * Checks that every variable is there in its shape for images of this size; more is allowed.
   *
   * @throws IllegalArgumentException naming what is missing or of another shape
   */
  public void requireWeights(Map<String, Tensor> weights, int height, int width) {
    List<String> problems =
        rows(height, width).stream()
            .flatMap(row -> row.variables().stream())
            .filter(variable -> !isIn(weights, variable))
            .map(variable -> variable.name() + " " + variable.shape())
            .toList();
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          "weights for backbone %s lack, or have in another shape: %s".formatted(name, problems));
    }
  }

  private static boolean isIn(Map<String, Tensor> weights, Variable variable) {
    Tensor tensor = weights.get(variable.name());
    return tensor != null && variable.hasShapeOf(tensor);
  }
}
