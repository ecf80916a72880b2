package io.afterimage.training.head;

import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Whether and how near twins are looked for. Thread-safe.
 *
 * @param products multiplies
 * @param cosine from which on two images are twins, at most 1; 0: none are looked for
 */
public record TwinSearch(RowProducts products, double cosine) {

  /** Refuses what no cosine is. */
  public TwinSearch {
    if (!(cosine >= 0 && cosine <= 1)) {
      throw new IllegalArgumentException("a cosine is from 0 to 1, got " + cosine);
    }
  }

  /** Tells runs apart that look for other twins; empty where none are looked for. */
  public String mark() {
    return cosine > 0 ? ", near twins from a cosine of %s on".formatted(cosine) : "";
  }

  /** Whether they are looked for among so many images. */
  public boolean covers(int images) {
    return cosine > 0 && images <= NearTwins.MOST_IMAGES;
  }

  /**
   * Looks for them.
   *
   * @param features a row per image
   * @param cancelled asked before each block of rows
   * @return empty where they are not looked for
   * @throws CancellationException when cancelled
   */
  public Optional<NearTwins> in(FeatureMatrix features, BooleanSupplier cancelled) {
    return covers(features.rows())
        ? Optional.of(NearTwins.of(features, cosine, products, cancelled))
        : Optional.empty();
  }
}
