package io.afterimage.networks.backbone;

import java.util.List;

/**
 * A layer with what follows from the layers before it.
 *
 * @param index its place in the table, from 0
 * @param layer the layer
 * @param shape what one image is after it
 * @param variables its weights, in Keras' order
 */
public record LayerRow(int index, Layer layer, LayerShape shape, List<Variable> variables) {

  /** Copies the list. */
  public LayerRow {
    variables = List.copyOf(variables);
  }

  /** The number of values in all its weights, moving statistics included. */
  public long parameters() {
    return variables.stream().mapToLong(Variable::size).sum();
  }
}
