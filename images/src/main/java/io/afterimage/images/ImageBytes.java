package io.afterimage.images;

import java.util.Optional;

/** Tells images from other files by their first bytes. */
public final class ImageBytes {

  private ImageBytes() {}

  /**
   * Whether the bytes start like an image, of a format that is read or of another; they may still
   * be damaged.
   */
  public static boolean areLikeAnImage(byte[] bytes) {
    if (bytes.length == 0) {
      return false;
    }
    try {
      ImageFormats.of(EncodedBytes.of(bytes));
      return true;
    } catch (RefusedImage refused) {
      return refused.asValue().reason() == RefusalReason.UNSUPPORTED_FORMAT;
    }
  }

  /** The name of the format that the bytes start like, such as JPEG; empty: none that is read. */
  public static Optional<String> format(byte[] bytes) {
    try {
      return ImageFormats.find(EncodedBytes.of(bytes)).map(ImageFormat::name);
    } catch (RefusedImage refused) {
      return Optional.empty();
    }
  }
}
