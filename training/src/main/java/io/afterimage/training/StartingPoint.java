package io.afterimage.training;

import io.afterimage.models.ModelArtifact;
import io.afterimage.models.inference.Tensor;
import io.afterimage.networks.onnx.LearnedWeights;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Where a run starts from. */
public sealed interface StartingPoint {

  /** The pretrained base, and a head that knows nothing. */
  record Pretrained() implements StartingPoint {}

  /**
   * What an earlier model learned: its layers, and its head for the labels that it knows.
   *
   * @param model of the same backbone
   */
  record Warm(ModelArtifact model) implements StartingPoint {}

  /** The pretrained base. */
  static StartingPoint pretrained() {
    return new Pretrained();
  }

  /** Starts from the earlier model, if there is one. */
  static StartingPoint of(Optional<ModelArtifact> model) {
    return model.isPresent() ? new Warm(model.get()) : new Pretrained();
  }

  /** Weights to begin with. */
  record Weights(Base base, HeadStart head) {}

  /**
   * Opens it.
   *
   * @throws IllegalArgumentException when an earlier model is of another backbone
   */
  default Weights open(Base base) {
    if (this instanceof Warm warm) {
      PretrainedBase own =
          base.learnable()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          base.name() + " is a graph as it is: a run on it cannot start warm"));
      LearnedWeights learned = LearnedWeights.of(warm.model(), own.backbone(), own.weights());
      Map<String, Tensor> weights = new HashMap<>(own.weights());
      weights.putAll(learned.base());
      return new Weights(
          new PretrainedBase(own.backbone(), weights),
          new HeadStart.Known(learned.head(), warm.model().manifest().labels()));
    }
    return new Weights(base, new HeadStart.Blank());
  }
}
