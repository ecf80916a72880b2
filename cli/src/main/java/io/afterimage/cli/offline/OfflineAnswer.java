package io.afterimage.cli.offline;

import java.util.Map;
import java.util.Optional;

/** The result for one file; its components are the JSON's fields. */
public sealed interface OfflineAnswer {

  /** The file as it was named. */
  String file();

  /**
   * It was classified.
   *
   * @param label the most probable label
   * @param confidence that label's probability
   * @param scores each label's probability, in the model's order
   * @param novelty how little the image resembles what the model has learned, 0 to 1; absent where
   *     the model does not tell
   * @param unknown whether that is above the model's threshold; absent where it has none
   */
  record Classified(
      String file,
      String label,
      double confidence,
      Map<String, Double> scores,
      Optional<Double> novelty,
      Optional<Boolean> unknown)
      implements OfflineAnswer {}

  /** It could not be read, or is no image; the text says which and why. */
  record Failed(String file, String error) implements OfflineAnswer {}
}
