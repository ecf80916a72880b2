package io.afterimage.trainer.buffer;

/** Where a buffer keeps the images of its examples. Thread-safe. */
@FunctionalInterface
public interface ImageSpool {

  /** On the heap, as they come. */
  ImageSpool HEAP = image -> image;

  /** Nowhere, for who asks only which examples there are: their images cannot be read. */
  ImageSpool NOWHERE = image -> new Dropped(image.length());

  /**
   * Keeps an image for as long as anybody holds what this returns.
   *
   * @return the same bytes, kept here; the image itself when it is kept here already
   * @throws java.io.UncheckedIOException when it cannot be kept
   */
  ImageBytes keep(ImageBytes image);

  /** An image of which only the length is left. */
  record Dropped(int length) implements ImageBytes {

    @Override
    public byte[] read() {
      throw new IllegalStateException("the image was not kept");
    }
  }
}
