package io.afterimage.trainer.requests;

import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.Prediction;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Answers of version v1 to images of cats and dogs. */
final class Predictions {

  private Predictions() {}

  /** Of an image that lies at this offset. */
  static Prediction of(String id, long offset, double cat) {
    return of(id, offset, cat, 0.1, false);
  }

  /** With a novelty, and whether that makes the image unknown. */
  static Prediction of(String id, long offset, double cat, double novelty, boolean unknown) {
    Map<String, Double> scores = new LinkedHashMap<>();
    scores.put("cat", cat);
    scores.put("dog", 1 - cat);
    return new Prediction(
        id,
        new ImagePointer("images", 0, offset),
        "v1",
        cat < 0.5 ? "dog" : "cat",
        Math.max(cat, 1 - cat),
        scores,
        Optional.empty(),
        Optional.of(novelty),
        Optional.of(unknown),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Instant.EPOCH,
        Instant.EPOCH);
  }
}
