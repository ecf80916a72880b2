package io.afterimage.training.head;

import java.nio.FloatBuffer;

/** Multiplies rows of features by rows of features. Thread-safe. */
public interface RowProducts {

  /**
   * Gets ready for rows of one length.
   *
   * @param columns features of an image
   */
  Multiplier open(int columns);

  /** Multiplies. Used by one thread; owns native memory until closed. */
  interface Multiplier extends AutoCloseable {

    /**
     * The dot product of each row on the left and each row on the right.
     *
     * @param left (rows, columns), in direct memory
     * @param right (others, columns), in direct memory
     * @return (rows, others), row by row
     */
    FloatBuffer products(FloatBuffer left, int rows, FloatBuffer right, int others);

    @Override
    void close();
  }
}
