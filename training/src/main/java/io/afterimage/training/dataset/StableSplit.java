package io.afterimage.training.dataset;

import io.afterimage.config.Range;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/**
 * Assigns an image to a split by its id alone, so that it never moves when other images come or go,
 * in whatever order they are read, and whatever its label becomes.
 *
 * <p>The first eight bytes of the SHA-256 of the id (UTF-8), read as a big-endian number, give a
 * position in [0, 1) from their upper 53 bits. Positions below {@code validation} are validation,
 * the next {@code test} are test, and all others are training: growing the training share only ever
 * moves images into training.
 *
 * @param validation the share that is scored after each epoch, 0 to 1
 * @param test the share that is scored at the end, 0 to 1; both together leave something to train
 */
public record StableSplit(double validation, double test) {

  /**
   * 70 % training, 15 % validation, 15 % test: for what a service collects, and for a folder that
   * has no split of its own. Both go by it, so that what a command learned from a folder is not
   * what a service holds out of it.
   */
  public static final StableSplit SERVICE = new StableSplit(0.15, 0.15);

  /** 80 % training, 20 % validation: for training images whose test images lie elsewhere. */
  static final StableSplit BESIDE_TEST = new StableSplit(0.2, 0);

  private static final double STEPS = 0x1p53;

  /** Refuses shares that are negative or leave nothing to train with. */
  public StableSplit {
    List<String> problems = new ArrayList<>();
    Range.SHARE.check("validation share", validation, problems);
    Range.SHARE.check("test share", test, problems);
    if (problems.isEmpty() && validation + test >= 1) {
      problems.add(
          "validation and test shares leave nothing to train: " + validation + ", " + test);
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
  }

  /** The split that an image with this id belongs to, always. */
  public Split of(String id) {
    double position = position(id);
    if (position < validation) {
      return Split.VALIDATION;
    }
    return position < validation + test ? Split.TEST : Split.TRAIN;
  }

  /** Where an id lies in [0, 1): evenly spread, the same on every machine. */
  public static double position(String id) {
    return (hash(id) >>> 11) / STEPS;
  }

  /** The first eight bytes of the id's SHA-256, big-endian. */
  public static long hash(String id) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return ByteBuffer.wrap(digest.digest(id.getBytes(StandardCharsets.UTF_8))).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is always available", e);
    }
  }
}
