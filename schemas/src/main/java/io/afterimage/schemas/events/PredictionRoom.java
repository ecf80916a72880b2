package io.afterimage.schemas.events;

import java.util.Collection;
import java.util.Comparator;

/**
 * Shares what a record of {@code predictions} may have between what came with the image (its key
 * and headers) and the scores of the model, so that no pair of an image and a version can make a
 * record that its topic does not take.
 *
 * @param maxMessageBytes the topic's {@code max.message.bytes}
 */
public record PredictionRoom(long maxMessageBytes) {

  /** How many scores a prediction has unless told. */
  public static final int DEFAULT_SCORES = 10;

  /** What is taken for the limit where nobody may read it: Kafka's default. */
  public static final PredictionRoom DEFAULT = new PredictionRoom(1_048_588);

  private static final long MOST_ENVELOPE_BYTES = 64 * 1024;

  /** The envelope is in the record once, and the key again in the value, as JSON. */
  private static final long ENVELOPE_COPIES = 1 + 6;

  private static final long ENVELOPE_PART = 16;

  /** Pointer, version, digest, times, names of fields, and what Kafka adds. */
  private static final long FIXED_BYTES = 4 * 1024;

  /** The longest double, a colon and a comma. */
  private static final long SCORE_BYTES = 26;

  /** What key and headers of an image may have together: 64 KiB where the topic takes 1 MiB. */
  public long envelopeBytes() {
    return Math.min(MOST_ENVELOPE_BYTES, maxMessageBytes / ENVELOPE_PART);
  }

  /**
   * Checks that every prediction of a version fits.
   *
   * @param labels of the version
   * @param scores how many a prediction has at most
   * @throws IllegalArgumentException saying how large the largest gets, and what helps
   */
  public void requireFits(Collection<String> labels, int scores) {
    long room = maxMessageBytes - ENVELOPE_COPIES * envelopeBytes() - FIXED_BYTES;
    long largest =
        labels.stream()
            .map(PredictionRoom::jsonBytes)
            .sorted(Comparator.reverseOrder())
            .limit(scores)
            .mapToLong(bytes -> bytes + SCORE_BYTES)
            .sum();
    long longest = labels.stream().mapToLong(PredictionRoom::jsonBytes).max().orElse(0);
    if (largest + longest > room) {
      throw new IllegalArgumentException(
          "predictions with %d of %d labels take up to %d bytes, and there is room for %d where the topic takes records of %d: lower prediction.scores, shorten the labels, or raise max.message.bytes of the topic of predictions"
              .formatted(
                  Math.min(scores, labels.size()),
                  labels.size(),
                  largest + longest,
                  room,
                  maxMessageBytes));
    }
  }

  private static long jsonBytes(String label) {
    return EventJson.write(label).length;
  }
}
