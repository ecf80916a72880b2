package io.afterimage.images;

/**
 * What an image may cost, checked before it is decoded.
 *
 * @param maxBytes of the encoded image
 * @param maxPixels width times height, as the header says
 */
public record ImageLimits(int maxBytes, long maxPixels) {

  /** 16 MiB and 100 megapixels. */
  public static final ImageLimits DEFAULT = new ImageLimits(16 * 1024 * 1024, 100_000_000L);

  /** Scans of a progressive JPEG that an image of the most pixels may have. */
  private static final int MOST_SCANS = 20;

  /** Refuses limits that are not positive. */
  public ImageLimits {
    if (maxBytes < 1 || maxPixels < 1) {
      throw new IllegalArgumentException(
          "image limits must be positive, got " + maxBytes + " bytes, " + maxPixels + " pixels");
    }
  }

  /** Refuses an image without pixels or with too many; both sides below 2^32. */
  void checkSize(long width, long height) throws RefusedImage {
    if (width < 1 || height < 1) {
      throw RefusedImage.corrupt("an image of " + width + "x" + height + " pixels");
    }
    if (Math.multiplyHigh(width, height) != 0 || width * height < 0 || width * height > maxPixels) {
      throw new RefusedImage(
          RefusalReason.TOO_MANY_PIXELS,
          width
              + "x"
              + height
              + " = "
              + Long.toUnsignedString(width * height)
              + " pixels, limit "
              + maxPixels);
    }
  }

  /**
   * Refuses an image that a decoder would go over more often than over the largest allowed image of
   * {@link #MOST_SCANS} scans; encoders write about ten.
   */
  void checkScans(long width, long height, int scans) throws RefusedImage {
    if (scans > MOST_SCANS && (double) width * height * scans > (double) maxPixels * MOST_SCANS) {
      throw new RefusedImage(
          RefusalReason.TOO_MANY_PIXELS,
          width
              + "x"
              + height
              + " pixels in "
              + scans
              + " scans, limit "
              + maxPixels
              + " pixels in "
              + MOST_SCANS);
    }
  }
}
