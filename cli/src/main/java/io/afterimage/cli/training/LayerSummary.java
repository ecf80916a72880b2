package io.afterimage.cli.training;

import io.afterimage.networks.backbone.Activation;
import io.afterimage.networks.backbone.Backbone;
import io.afterimage.networks.backbone.LayerRow;
import io.afterimage.networks.backbone.Variable;
import java.util.List;
import java.util.Optional;

/**
 * A network's layers as the tutorials print them.
 *
 * @param lines one for each layer, in order
 */
public record LayerSummary(List<Line> lines) {

  /**
   * One layer.
   *
   * @param index its place, from 0
   * @param layer its name
   * @param type Keras' name of its type
   * @param shape what one image is after it
   * @param parameters how many values its weights have
   * @param trainable how many of them are trained
   * @param inputs the layers whose outputs it takes
   */
  public record Line(
      int index,
      String layer,
      String type,
      String shape,
      long parameters,
      long trainable,
      List<String> inputs) {

    /** Copies the list. */
    public Line {
      inputs = List.copyOf(inputs);
    }

    /** Whether any of its weights is trained. */
    public boolean trained() {
      return trainable > 0;
    }
  }

  /** Copies the list. */
  public LayerSummary {
    lines = List.copyOf(lines);
  }

  /**
   * Summarizes a backbone and the layers on top of it.
   *
   * @param hidden units of hidden dense layers
   * @param logits of the head, if there is one
   * @param side height and width of the images in pixels
   * @param fromLayer the first layer that is trained
   */
  public static LayerSummary of(
      Backbone backbone, List<Integer> hidden, Optional<Integer> logits, int side, int fromLayer) {
    Backbone base = backbone.withHidden(hidden);
    Backbone whole =
        logits.map(count -> base.withDense("head", count, Activation.LINEAR)).orElse(base);
    return new LayerSummary(
        whole.rows(side, side).stream().map(row -> line(row, fromLayer)).toList());
  }

  /** All values of all weights. */
  public long parameters() {
    return lines.stream().mapToLong(Line::parameters).sum();
  }

  /** Those that are trained. */
  public long trainable() {
    return lines.stream().mapToLong(Line::trainable).sum();
  }

  private static Line line(LayerRow row, int fromLayer) {
    long trainable =
        row.index() < fromLayer
            ? 0
            : row.variables().stream().filter(Variable::trainable).mapToLong(Variable::size).sum();
    return new Line(
        row.index(),
        row.layer().name(),
        row.layer().type(),
        row.shape().toString(),
        row.parameters(),
        trainable,
        row.layer().inputs());
  }
}
