package io.afterimage.console.why;

import io.afterimage.images.InputSpec;
import io.afterimage.models.inference.ImageGraph;
import java.nio.ByteBuffer;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleConsumer;

/**
 * Occlusion sensitivity (Zeiler and Fergus 2014): a square of the image's mean colour is moved over
 * the image, and how much less probable it makes the answer is what the covered part counted for.
 * The square is a fifth of each side and moves by a tenth, so that a part is covered up to four
 * times; each part has the mean of these. For one thread.
 */
final class Occlusion {

  /** Parts of each side. */
  static final int PARTS = 10;

  /** Parts that the square covers of each side. */
  private static final int COVERED = 2;

  private static final int CHANNELS = 3;
  private static final int BATCH = 16;

  private final ImageGraph graph;
  private final InputSpec input;

  Occlusion(ImageGraph graph, InputSpec input) {
    this.graph = graph;
    this.input = input;
  }

  /**
   * The result.
   *
   * @param answer the index of the most probable label
   * @param probability of it, in the whole image
   * @param drops by how much it falls where a part is covered, {@value #PARTS} rows of {@value
   *     #PARTS}; below 0 where the part spoke against the answer
   */
  record Heat(int answer, double probability, double[][] drops) {}

  /**
   * Covers the image part by part.
   *
   * @param rgb the version's input: height x width x 3
   * @param progress told a share from 0 to 1 after each batch
   * @param cancelled asked before each batch
   * @throws CancellationException when cancelled
   */
  Heat measure(byte[] rgb, DoubleConsumer progress, BooleanSupplier cancelled) {
    ByteBuffer batch = ByteBuffer.allocateDirect(BATCH * input.bytesPerImage());
    batch.put(rgb).clear();
    float[] whole = graph.run(batch, 1)[0];
    int answer = best(whole);
    byte[] mean = mean(rgb);
    double[][] sums = new double[PARTS][PARTS];
    int[][] times = new int[PARTS][PARTS];
    int squares = PARTS - COVERED + 1;
    int total = squares * squares;
    for (int from = 0; from < total; from += BATCH) {
      if (cancelled.getAsBoolean()) {
        throw new CancellationException("cancelled");
      }
      int size = Math.min(BATCH, total - from);
      batch.clear();
      for (int i = 0; i < size; i++) {
        batch.put(covered(rgb, mean, (from + i) / squares, (from + i) % squares));
      }
      batch.clear();
      float[][] answers = graph.run(batch, size);
      for (int i = 0; i < size; i++) {
        double drop = whole[answer] - answers[i][answer];
        note(drop, (from + i) / squares, (from + i) % squares, sums, times);
      }
      progress.accept((double) (from + size) / total);
    }
    for (int row = 0; row < PARTS; row++) {
      for (int column = 0; column < PARTS; column++) {
        sums[row][column] /= times[row][column];
      }
    }
    return new Heat(answer, whole[answer], sums);
  }

  private static void note(double drop, int row, int column, double[][] sums, int[][] times) {
    for (int y = row; y < row + COVERED; y++) {
      for (int x = column; x < column + COVERED; x++) {
        sums[y][x] += drop;
        times[y][x]++;
      }
    }
  }

  private byte[] covered(byte[] rgb, byte[] colour, int row, int column) {
    byte[] image = rgb.clone();
    int top = row * input.height() / PARTS;
    int bottom = (row + COVERED) * input.height() / PARTS;
    int left = column * input.width() / PARTS;
    int right = (column + COVERED) * input.width() / PARTS;
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        System.arraycopy(colour, 0, image, (y * input.width() + x) * CHANNELS, CHANNELS);
      }
    }
    return image;
  }

  private static byte[] mean(byte[] rgb) {
    long[] sums = new long[CHANNELS];
    for (int i = 0; i < rgb.length; i++) {
      sums[i % CHANNELS] += rgb[i] & 0xff;
    }
    byte[] mean = new byte[CHANNELS];
    for (int channel = 0; channel < CHANNELS; channel++) {
      mean[channel] = (byte) (sums[channel] * CHANNELS / rgb.length);
    }
    return mean;
  }

  private static int best(float[] probabilities) {
    int best = 0;
    for (int i = 1; i < probabilities.length; i++) {
      best = probabilities[i] > probabilities[best] ? i : best;
    }
    return best;
  }
}
