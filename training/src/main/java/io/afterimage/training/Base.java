package io.afterimage.training;

import io.afterimage.images.InputSpec;
import io.afterimage.images.Normalisation;
import io.afterimage.models.inference.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a head is built on. */
public sealed interface Base permits PretrainedBase, ExtractorBase, ModelBase {

  /** What manifests call it. */
  String name();

  /** Tells it from every other base, together with {@link #weights()}. */
  String identity();

  /** What its graphs do to the image first. */
  Normalisation normalisation();

  /** How many features an image has. */
  int features();

  /** Its variables by name; none where they are not known. */
  Map<String, Tensor> weights();

  /** A graph from images to features, {@link io.afterimage.networks.onnx.OnnxGraphs#features}. */
  byte[] featureGraph(InputSpec input);

  /**
   * A graph from images to probabilities.
   *
   * @param learned {@code head.weight}, {@code head.bias}, {@code class.means} where the graph is
   *     to give novelty, and any of its variables
   */
  byte[] classifier(Map<String, Tensor> learned, List<String> labels, InputSpec input);

  /** With what was learned in place of its own variables. */
  default Base with(Map<String, Tensor> learned) {
    return this;
  }

  /** Itself, where its layers can learn too. */
  Optional<PretrainedBase> learnable();
}
