package io.afterimage.models;

import io.afterimage.schemas.events.EventJson;
import java.util.Collection;
import java.util.Optional;

/**
 * How many classes a model may have. Its manifest and its announcement name every one of them, each
 * in one record, so training checks the limits before it starts. A model within these limits fits
 * into the topics as defined.
 */
public final class ClassLimits {

  /** The most classes. */
  public static final int MOST = 10_000;

  /** What their names may take as a JSON list: 26 bytes for each of {@value #MOST}. */
  public static final int MOST_BYTES = 256 * 1024;

  /** The classes up to which a report has the whole confusion matrix, which grows by the square. */
  public static final int MOST_IN_MATRIX = 256;

  /** The pairs of classes that are named in place of the matrix. */
  public static final int MOST_CONFUSED = 100;

  /** What does not grow with the classes: the learning curve above all. */
  private static final int FIXED_BYTES = 128 * 1024;

  /** The longest recall, a colon and a comma. */
  private static final int RECALL_BYTES = 26;

  /** Up to 99,999 images and a comma. */
  private static final int CELL_BYTES = 6;

  /** Names of fields, quotes, count. */
  private static final int PAIR_BYTES = 64;

  private ClassLimits() {}

  /** Why no model can have these labels, if so. */
  public static Optional<String> fault(Collection<String> labels) {
    if (labels.size() > MOST) {
      return Optional.of("%d classes, and a model has at most %d".formatted(labels.size(), MOST));
    }
    int bytes = jsonBytes(labels);
    return bytes > MOST_BYTES
        ? Optional.of(
            "%d classes whose names take %d bytes, and there is room for %d: shorten them"
                .formatted(labels.size(), bytes, MOST_BYTES))
        : Optional.empty();
  }

  /** Upper bound of a manifest of a model with these labels, with its report, in bytes. */
  public static long manifestBytes(Collection<String> labels) {
    long classes = labels.size();
    long longest = labels.stream().mapToLong(ClassLimits::jsonBytes).max().orElse(0);
    long confusion =
        classes > MOST_IN_MATRIX
            ? MOST_CONFUSED * (2 * longest + PAIR_BYTES)
            : classes * (classes + 1) * CELL_BYTES;
    return 2L * jsonBytes(labels) + classes * RECALL_BYTES + confusion + FIXED_BYTES;
  }

  private static int jsonBytes(Object value) {
    return EventJson.write(value).length;
  }
}
