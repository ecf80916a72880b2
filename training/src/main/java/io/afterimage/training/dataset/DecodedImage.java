package io.afterimage.training.dataset;

/**
 * An example at the model's input size.
 *
 * @param id as {@link LabelledImage#id()}
 * @param label the index of its class
 * @param group as {@link LabelledImage#groupOrId()}
 * @param pixels height x width x 3 bytes, row by row, RGB
 */
public record DecodedImage(String id, int label, String group, Pixels pixels) {

  /** An image's pixels, in memory or decoded each time. Always the same; thread-safe. */
  @FunctionalInterface
  public interface Pixels {

    /**
     * All of them. The caller must not change them.
     *
     * @throws DatasetException when they are no longer available
     */
    byte[] read();
  }

  /** In memory, standing for itself. */
  public DecodedImage(String id, int label, byte[] rgb) {
    this(id, label, id, () -> rgb);
  }

  /** The pixels, which the caller must not change. */
  public byte[] rgb() {
    return pixels.read();
  }
}
