package io.afterimage.images;

/**
 * One format that is read: how it is recognised, checked and decoded. Has no state. {@link
 * ImageFormats} lists all of them.
 */
interface ImageFormat {

  /** As people know it. */
  String name();

  /** Whether the bytes start like this format. */
  boolean matches(EncodedBytes bytes) throws RefusedImage;

  /**
   * Reads and checks an image's structure: its size against the limits, and whether it is complete,
   * as far as that can be checked without decoding it.
   *
   * @throws RefusedImage as unsupported, truncated, corrupt or with too many pixels
   */
  ImageHeader read(EncodedBytes bytes, ImageLimits limits) throws RefusedImage;
}
