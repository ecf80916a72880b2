package io.afterimage.images;

/** The result of decoding an image: bad input is a value here, not an exception. */
public sealed interface Decoded {

  /**
   * An image ready for a model's graph.
   *
   * @param rgb height x width x 3 bytes, row by row, RGB; owned by the receiver
   */
  record Pixels(byte[] rgb) implements Decoded {}

  /**
   * An image that cannot be classified.
   *
   * @param reason the kind of fault
   * @param detail human-readable: sizes, positions, limits
   */
  record Refused(RefusalReason reason, String detail) implements Decoded {}
}
