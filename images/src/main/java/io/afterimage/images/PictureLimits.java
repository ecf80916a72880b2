package io.afterimage.images;

/**
 * What a picture may cost, checked before it is decoded.
 *
 * @param maxBytes of the encoded picture
 * @param maxPixels width times height, as the header says
 */
public record PictureLimits(int maxBytes, long maxPixels) {

  /** 16 MiB and 100 megapixels. */
  public static final PictureLimits DEFAULT = new PictureLimits(16 * 1024 * 1024, 100_000_000L);

  /** Scans of a progressive JPEG that a picture of the most pixels may have. */
  private static final int MOST_SCANS = 20;

  /** Refuses limits that are not positive. */
  public PictureLimits {
    if (maxBytes < 1 || maxPixels < 1) {
      throw new IllegalArgumentException(
          "picture limits must be positive, got " + maxBytes + " bytes, " + maxPixels + " pixels");
    }
  }

  /** Refuses a picture without pixels or with too many; both sides below 2^32. */
  void checkSize(long width, long height) throws RefusedPicture {
    if (width < 1 || height < 1) {
      throw RefusedPicture.corrupt("a picture of " + width + "x" + height + " pixels");
    }
    if (Math.multiplyHigh(width, height) != 0 || width * height < 0 || width * height > maxPixels) {
      throw new RefusedPicture(
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
   * Refuses a picture that a decoder would go over more often than over the largest allowed picture
   * of {@link #MOST_SCANS} scans; encoders write about ten.
   */
  void checkScans(long width, long height, int scans) throws RefusedPicture {
    if (scans > MOST_SCANS && (double) width * height * scans > (double) maxPixels * MOST_SCANS) {
      throw new RefusedPicture(
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
