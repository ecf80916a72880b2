package io.afterimage.images;

/** The result of encoding an image anew, to be looked at. */
public sealed interface Reencoded {

  /**
   * An image.
   *
   * @param bytes a JPEG without metadata
   * @param originalWidth of the upright image before it was scaled
   * @param originalHeight of the upright image before it was scaled
   */
  record Jpeg(byte[] bytes, int originalWidth, int originalHeight) implements Reencoded {}

  /** An image that cannot be shown, for the same reasons that it cannot be classified. */
  record Refused(Decoded.Refused why) implements Reencoded {}
}
