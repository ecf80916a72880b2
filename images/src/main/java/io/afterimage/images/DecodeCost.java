package io.afterimage.images;

/**
 * The native memory that decoding an image takes at its peak, computed from its header: the codec's
 * own buffers, the decoded pixels, and what laying them on white adds. Measured as peaks of
 * resident memory; {@code DecodeCostTest} compares them with this.
 */
final class DecodeCost {

  /** Buffers that do not grow with the image, and the strip that is laid on white. */
  private static final long FIXED_BYTES = 2 * 1024 * 1024;

  /** For what an allocator and the codecs' row buffers take beyond the pixels. */
  private static final double MARGIN = 1.1;

  private DecodeCost() {}

  /** An upper bound on the bytes for decoding the image at that size. */
  static long bytes(ImageHeader header, int width, int height) {
    long pixels = (long) header.width() * header.height();
    double perPixel = header.codec().bytesPerPixel(width, height);
    return FIXED_BYTES + header.codec().copiedBytes() + (long) (pixels * perPixel * MARGIN);
  }
}
