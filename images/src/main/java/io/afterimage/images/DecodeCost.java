package io.afterimage.images;

/**
 * The native memory that decoding an image takes at its peak, computed from its header: the codec's
 * own buffers, the decoded pixels, and what laying them on white adds. Measured as peaks of
 * resident memory; {@code DecodeCostTest} compares them with this.
 */
final class DecodeCost {

  /** Buffers that do not grow with the image, and the strip that is laid on white. */
  private static final long FIXED_BYTES = 2 * 1024 * 1024;

  /** A decoded image of 8 bits. */
  private static final double COLOUR = 3;

  /** For what an allocator and the codecs' row buffers take beyond the pixels. */
  private static final double MARGIN = 1.1;

  private static final int PNG_DEPTH = 24;
  private static final int PNG_COLOUR_TYPE = 25;

  private static final int PNG_FIRST_CHUNK = 8;
  private static final int PNG_CHUNK_OVERHEAD = 12;

  /** The raw frame, the canvas and the result, each with alpha. */
  private static final int ANIMATION_BUFFERS = 3;

  private DecodeCost() {}

  /** At most so many bytes, the native copy of the encoded image included. */
  static long bytes(EncodedBytes bytes, ImageHeader header, InputSpec input) throws RefusedImage {
    double perPixel =
        switch (header.format()) {
          case JPEG -> jpeg(bytes, header, input);
          case PNG -> png(bytes, header);
          case WEBP -> webp(header);
          case BMP, GIF -> COLOUR;
        };
    long pixels = (long) header.width() * header.height();
    boolean isCopied = header.format() != ImageFormat.BMP && header.format() != ImageFormat.GIF;
    return FIXED_BYTES + (isCopied ? bytes.length() : 0) + (long) (pixels * perPixel * MARGIN);
  }

  /** The coefficients of a progressive image are kept whole, whatever size it is decoded at. */
  private static double jpeg(EncodedBytes bytes, ImageHeader header, InputSpec input)
      throws RefusedImage {
    boolean transposes = header.orientation().transposes();
    int factor =
        OpenCvImage.reduction(
            header,
            transposes ? input.height() : input.width(),
            transposes ? input.width() : input.height());
    return JpegFrame.of(bytes).coefficientBytes() + COLOUR / (factor * factor);
  }

  private static double png(EncodedBytes bytes, ImageHeader header) throws RefusedImage {
    int channels =
        switch (bytes.u8(PNG_COLOUR_TYPE)) {
          case 0 -> header.transparency() instanceof Transparency.Alpha ? 4 : 1;
          case 2 -> header.transparency() instanceof Transparency.Alpha ? 4 : 3;
          default -> 4;
        };
    double decoded = channels * (bytes.u8(PNG_DEPTH) > 8 ? 2.0 : 1.0);
    return isAnimated(bytes)
        ? ANIMATION_BUFFERS * 4 * (bytes.u8(PNG_DEPTH) > 8 ? 2.0 : 1.0) + COLOUR
        : onWhite(header, decoded);
  }

  /** Whether an animation's control chunk comes before the data, where alone it counts. */
  private static boolean isAnimated(EncodedBytes bytes) throws RefusedImage {
    long at = PNG_FIRST_CHUNK;
    String type = bytes.tag(at + 4);
    while (!type.equals("IDAT") && !type.equals("acTL")) {
      at += PNG_CHUNK_OVERHEAD + bytes.u32be(at);
      type = bytes.tag(at + 4);
    }
    return type.equals("acTL");
  }

  /** Lossless images, and the alpha of lossy ones, are decoded into a buffer of their own. */
  private static double webp(ImageHeader header) {
    return 4 + onWhite(header, 4);
  }

  private static double onWhite(ImageHeader header, double decoded) {
    return header.transparency() instanceof Transparency.None ? COLOUR : decoded + COLOUR;
  }
}
