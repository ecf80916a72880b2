package io.afterimage.training.dataset;

import io.afterimage.config.Range;
import io.afterimage.images.InputSpec;
import java.util.Locale;

/**
 * Heap limit for decoded images. Those of a set that needs more are decoded again each time they
 * are used, which is slower; the result is the same.
 *
 * @param bytes for the pixels of one set
 */
public record ImageMemory(long bytes) {

  private static final double MEBIBYTE = 1 << 20;

  /** Half of the largest heap: the rest is for activations, weights and what else there is. */
  public static ImageMemory ofMachine() {
    return new ImageMemory(Runtime.getRuntime().maxMemory() / 2);
  }

  /** Refuses negative memory. */
  public ImageMemory {
    Range.atLeast(0).require("picture-memory", bytes);
  }

  /**
   * What a set of images needs.
   *
   * @param images how many there are
   * @param needed bytes that their pixels take
   * @param allowed bytes that they may take
   */
  public record Need(int images, long needed, long allowed) {

    /** Whether they are decoded once and kept. */
    public boolean fits() {
      return needed <= allowed;
    }

    /** A human-readable description. */
    public String text() {
      return String.format(
          Locale.ROOT,
          "%d images take %.1f MiB decoded, %.1f MiB of the heap are allowed: %s",
          images,
          needed / MEBIBYTE,
          allowed / MEBIBYTE,
          fits() ? "they stay decoded" : "they are decoded again for each batch");
    }
  }

  /** What that many images of one size need. */
  public Need need(int images, InputSpec input) {
    return new Need(images, (long) images * input.bytesPerImage(), bytes);
  }
}
