package io.afterimage.model.picture;

/**
 * What a picture may cost, checked before it is decoded.
 *
 * @param maxBytes of the encoded picture
 * @param maxPixels width times height, as the header says
 */
public record PictureLimits(int maxBytes, long maxPixels) {

  /** 16 MiB and 100 megapixels. */
  public static final PictureLimits DEFAULT = new PictureLimits(16 * 1024 * 1024, 100_000_000L);

  /** Refuses limits that are not positive. */
  public PictureLimits {
    if (maxBytes < 1 || maxPixels < 1) {
      throw new IllegalArgumentException(
          "picture limits must be positive, got " + maxBytes + " bytes, " + maxPixels + " pixels");
    }
  }
}
