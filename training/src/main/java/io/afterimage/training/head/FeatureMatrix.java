package io.afterimage.training.head;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Features of images, one row each, in blocks of direct memory that an engine reads without a copy:
 * 4 bytes a value, so 5 KB for 1,280 features and 512 MB for 100,000 such images, and up to one
 * block more. Rows are only added; one thread adds, and reads by several are safe once it is done.
 */
public final class FeatureMatrix {

  /** Rows of a whole block; the last one may have fewer. */
  public static final int BLOCK_ROWS = 1024;

  private final int columns;
  private final List<FloatBuffer> blocks = new ArrayList<>();
  private int rows;

  /**
   * Without rows.
   *
   * @param columns features of an image, at least 1
   */
  public FeatureMatrix(int columns) {
    if (columns < 1) {
      throw new IllegalArgumentException("an image needs features, got " + columns);
    }
    this.columns = columns;
  }

  /** The rows in this order. */
  public static FeatureMatrix of(float[][] rows) {
    FeatureMatrix matrix = new FeatureMatrix(rows[0].length);
    for (float[] row : rows) {
      matrix.add(row);
    }
    return matrix;
  }

  /**
   * Adds a row after the last one.
   *
   * @throws IllegalArgumentException when it has another number of values, or one is not finite
   */
  public void add(float[] row) {
    if (row.length != columns) {
      throw new IllegalArgumentException(
          "row %d has %d features, the others have %d".formatted(rows, row.length, columns));
    }
    for (float value : row) {
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException("row %d has the feature %f".formatted(rows, value));
      }
    }
    if (rows % BLOCK_ROWS == 0) {
      blocks.add(
          ByteBuffer.allocateDirect(Math.multiplyExact(BLOCK_ROWS * columns, Float.BYTES))
              .order(ByteOrder.nativeOrder())
              .asFloatBuffer());
    }
    blocks.get(rows / BLOCK_ROWS).put(rows % BLOCK_ROWS * columns, row);
    rows++;
  }

  /** How many there are. */
  public int rows() {
    return rows;
  }

  /** Features of an image. */
  public int columns() {
    return columns;
  }

  /** A copy of one row. */
  public float[] row(int row) {
    float[] values = new float[columns];
    blocks.get(row / BLOCK_ROWS).get(row % BLOCK_ROWS * columns, values);
    return values;
  }

  /** How many blocks the rows fill. */
  public int blocks() {
    return blocks.size();
  }

  /** How many rows of a block are filled. */
  public int rowsOf(int block) {
    return Math.min(BLOCK_ROWS, rows - block * BLOCK_ROWS);
  }

  /** The filled rows of a block, row by row; not to be written to. */
  public FloatBuffer block(int block) {
    return blocks.get(block).slice(0, rowsOf(block) * columns);
  }

  /** The mean of each column, rows counted by these weights. */
  double[] mean(double[] weights) {
    double[] mean = new double[columns];
    double sum = 0;
    for (int row = 0; row < rows; row++) {
      float[] values = row(row);
      sum += weights[row];
      for (int column = 0; column < columns; column++) {
        mean[column] += weights[row] * values[column];
      }
    }
    for (int column = 0; column < columns; column++) {
      mean[column] /= sum;
    }
    return mean;
  }

  /** The mean squared distance of a row from {@code mean}, rows counted by these weights. */
  double variance(double[] mean, double[] weights) {
    double squares = 0;
    double sum = 0;
    for (int row = 0; row < rows; row++) {
      float[] values = row(row);
      double distance = 0;
      for (int column = 0; column < columns; column++) {
        double difference = values[column] - mean[column];
        distance += difference * difference;
      }
      squares += weights[row] * distance;
      sum += weights[row];
    }
    return squares / sum;
  }
}
