package io.afterimage.training.head;

import java.nio.FloatBuffer;
import java.util.BitSet;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Which images are near twins, such as frames of one scene: those whose frozen features have a
 * cosine of a limit or more. It is a relation of pairs, not of groups: a twin's twin is none by
 * that. Takes n²/8 bytes of heap for n images, 3 MB for 5,000. Immutable.
 */
public final class NearTwins {

  /**
   * Found on the pretrained MobileNetV2: it joins 98 of 100 frames of one photographed scene,
   * shifted, brighter or noisy, and no frames of two scenes.
   */
  public static final double USUAL_COSINE = 0.92;

  /** Of more images none are looked for: 50 MB, and a quarter of a minute on two cores. */
  public static final int MOST_IMAGES = 20_000;

  private final BitSet[] twins;

  private NearTwins(BitSet[] twins) {
    this.twins = twins;
  }

  /**
   * Compares all images with each other, block by block.
   *
   * @param features a row per image, at most {@link #MOST_IMAGES}
   * @param cosine from which on two are twins, above 0
   * @param cancelled asked before each block
   * @throws CancellationException when cancelled
   */
  public static NearTwins of(
      FeatureMatrix features, double cosine, RowProducts products, BooleanSupplier cancelled) {
    int rows = features.rows();
    if (rows > MOST_IMAGES) {
      throw new IllegalArgumentException(
          "twins are looked for among %d images at most, got %d".formatted(MOST_IMAGES, rows));
    }
    BitSet[] twins = new BitSet[rows];
    for (int row = 0; row < rows; row++) {
      twins[row] = new BitSet(rows);
    }
    float[] lengths = lengths(features);
    try (RowProducts.Multiplier multiplier = products.open(features.columns())) {
      for (int left = 0; left < features.blocks(); left++) {
        for (int right = 0; right <= left; right++) {
          if (cancelled.getAsBoolean()) {
            throw new CancellationException("cancelled while looking for near twins");
          }
          FloatBuffer found =
              multiplier.products(
                  features.block(left),
                  features.rowsOf(left),
                  features.block(right),
                  features.rowsOf(right));
          mark(twins, features, left, right, found, lengths, (float) cosine);
        }
      }
    }
    return new NearTwins(twins);
  }

  private static void mark(
      BitSet[] twins,
      FeatureMatrix features,
      int left,
      int right,
      FloatBuffer products,
      float[] lengths,
      float cosine) {
    float[] ofRow = new float[features.rowsOf(right)];
    int firstOther = right * FeatureMatrix.BLOCK_ROWS;
    for (int i = 0; i < features.rowsOf(left); i++) {
      int row = left * FeatureMatrix.BLOCK_ROWS + i;
      products.get(i * ofRow.length, ofRow);
      float least = cosine * lengths[row];
      for (int j = 0; j < ofRow.length && firstOther + j < row; j++) {
        int other = firstOther + j;
        if (ofRow[j] > 0 && ofRow[j] >= least * lengths[other]) {
          twins[row].set(other);
          twins[other].set(row);
        }
      }
    }
  }

  private static float[] lengths(FeatureMatrix features) {
    float[] lengths = new float[features.rows()];
    for (int row = 0; row < lengths.length; row++) {
      double squares = 0;
      for (float value : features.row(row)) {
        squares += (double) value * value;
      }
      lengths[row] = (float) Math.sqrt(squares);
    }
    return lengths;
  }

  /** How many images there are. */
  public int rows() {
    return twins.length;
  }

  /** Whether an image has a twin among these rows, itself left aside. */
  public boolean hasTwinAmong(int row, BitSet rows) {
    return twins[row].intersects(rows);
  }

  /** The twins of an image before it, of those rows. */
  BitSet twinsBefore(int row, BitSet rows) {
    BitSet before = twins[row].get(0, row);
    before.and(rows);
    return before;
  }
}
