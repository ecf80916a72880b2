package io.afterimage.training;

import java.util.ArrayList;
import java.util.List;

/**
 * What the training engine itself says of the held-out images at the end: what an exported file has
 * to answer too.
 *
 * @param answers one per validation image, then one per test image, each in their order
 */
public record HeldOutAnswers(List<Answer> answers) {

  /** Nothing was asked. */
  public static final HeldOutAnswers NONE = new HeldOutAnswers(List.of());

  /** What is known of one image. */
  public sealed interface Answer {

    /** All of it: one logit per class, or one for two classes. */
    record Row(float[] logits) implements Answer {}

    /** The most probable class, by its place among the labels. */
    record Top(int label, double probability) implements Answer {}
  }

  /** Copies the list. */
  public HeldOutAnswers {
    answers = List.copyOf(answers);
  }

  /**
   * Takes rows as they come. 20,000 images by 10,000 classes are 800 MB, so where not all rows fit,
   * images at even distances keep theirs and the others their most probable class. For one thread.
   */
  public static final class Recorder {

    private static final long MOST_BYTES = 64L << 20;

    private final long images;
    private final long allowedBytes;
    private final List<Answer> answers = new ArrayList<>();

    /** With up to 64 MiB for rows, and no more than a sixteenth of the heap. */
    public Recorder(int images) {
      this(images, Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / 16));
    }

    Recorder(int images, long allowedBytes) {
      this.images = images;
      this.allowedBytes = allowedBytes;
    }

    /** The next image's logits. */
    public void add(float[] logits) {
      boolean whole = answers.size() % distance(logits.length) == 0;
      answers.add(whole ? new Answer.Row(logits) : top(logits));
    }

    /** Of all images so far. */
    public HeldOutAnswers answers() {
      return new HeldOutAnswers(answers);
    }

    private long distance(int columns) {
      long needed = images * columns * Float.BYTES;
      return Math.max(1, (needed + allowedBytes - 1) / allowedBytes);
    }

    private static Answer top(float[] logits) {
      int label = CrossEntropy.predicted(logits);
      return new Answer.Top(label, CrossEntropy.probabilities(logits)[label]);
    }
  }
}
