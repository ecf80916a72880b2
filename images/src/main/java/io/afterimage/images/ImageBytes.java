package io.afterimage.images;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** Tells images from other files by their first bytes, and takes them out of their wrappings. */
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

  /**
   * The image in a record's value: most often the value itself.
   *
   * @param unwrap the wrappings that are opened
   * @return a copy; empty where no image of a format that is read is found in these
   */
  public static Optional<byte[]> unwrapped(byte[] value, Set<Wrapping> unwrap) {
    try {
      EncodedBytes image =
          new Unwrapping(unwrap, ImageLimits.DEFAULT).image(EncodedBytes.of(value));
      return Optional.of(
          Arrays.copyOfRange(image.array(), image.from(), image.from() + image.length()));
    } catch (RefusedImage refused) {
      return Optional.empty();
    }
  }
}
