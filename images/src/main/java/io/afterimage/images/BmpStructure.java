package io.afterimage.images;

/**
 * What the headers of a BMP say about its pixels.
 *
 * @param width of the image
 * @param height of the image
 * @param depth bits per pixel
 * @param runs whether the rows are run-length coded, 4 or 8 bits each
 * @param topDown whether the first row stored is the image's first
 * @param masks which bits of a pixel are which channel; of no meaning with a palette
 * @param palette blue, green, red and perhaps an unused byte for each index, possibly too few
 * @param entryBytes bytes of a palette's entry, 3 or 4
 * @param data position of the first pixel
 */
record BmpStructure(
    int width,
    int height,
    int depth,
    boolean runs,
    boolean topDown,
    Masks masks,
    EncodedBytes palette,
    int entryBytes,
    long data) {

  private static final int FILE_HEADER = 14;
  private static final int CORE_HEADER = 12;
  private static final int INFO_HEADER = 40;
  private static final int OS2_HEADER = 64;
  private static final int UNCOMPRESSED = 0;
  private static final int RLE8 = 1;
  private static final int RLE4 = 2;
  private static final int BIT_FIELDS = 3;
  private static final int ALPHA_BIT_FIELDS = 6;

  /** The first information header with a mask for alpha. */
  private static final int ALPHA_MASK_HEADER = 56;

  /** Where the masks lie, whether in the header or behind a short one. */
  private static final int MASKS = FILE_HEADER + INFO_HEADER;

  private static final int MOST_COLOURS = 256;

  /** The bits of each channel in a pixel; alpha 0 means opaque. */
  record Masks(long red, long green, long blue, long alpha) {}

  private static final Masks FIVE_BITS_EACH = new Masks(0x7c00, 0x3e0, 0x1f, 0);
  private static final Masks EIGHT_BITS_EACH = new Masks(0xff0000, 0xff00, 0xff, 0);

  /** Refuses as truncated what has not all bytes of its pixels; padding behind them may lack. */
  static BmpStructure read(EncodedBytes bytes, ImageLimits limits) throws RefusedImage {
    long headerBytes = bytes.u32le(FILE_HEADER);
    boolean core = headerBytes == CORE_HEADER;
    int width = core ? bytes.u16le(18) : bytes.s32le(18);
    // A negative height means that the rows are stored from the top.
    long storedHeight = core ? bytes.u16le(20) : bytes.s32le(22);
    limits.checkSize(width, Math.abs(storedHeight));
    int height = (int) Math.abs(storedHeight);
    int depth = bytes.u16le(core ? 24 : 28);
    long compression = core ? UNCOMPRESSED : bytes.u32le(30);
    boolean runs = isRuns(depth, compression);
    boolean fields = isFields(depth, compression) && headerBytes != OS2_HEADER;
    if (!runs && !fields && !isPlain(depth, compression)) {
      throw RefusedImage.unsupported(
          depth
              + " bits with compression "
              + compression
              + " are not read; send it uncompressed with 24 bits");
    }
    Masks masks = depth == 16 ? FIVE_BITS_EACH : EIGHT_BITS_EACH;
    if (fields) {
      masks = masks(bytes, headerBytes >= ALPHA_MASK_HEADER || compression == ALPHA_BIT_FIELDS);
    }
    long data = bytes.u32le(10);
    if (!runs) {
      bytes.need(data + rowBytes(width, depth) * (height - 1) + ((long) width * depth + 7) / 8);
    }
    int entryBytes = core ? 3 : 4;
    return new BmpStructure(
        width,
        height,
        depth,
        runs,
        storedHeight < 0,
        masks,
        palette(bytes, FILE_HEADER + headerBytes, data, entryBytes),
        entryBytes,
        data);
  }

  /** Each row is padded to a multiple of four bytes. */
  static long rowBytes(long width, int depth) {
    return (width * depth + 31) / 32 * 4;
  }

  private static boolean isRuns(int depth, long compression) {
    return (compression == RLE8 && depth == 8) || (compression == RLE4 && depth == 4);
  }

  private static boolean isFields(int depth, long compression) {
    return (compression == BIT_FIELDS || compression == ALPHA_BIT_FIELDS)
        && (depth == 16 || depth == 32);
  }

  private static boolean isPlain(int depth, long compression) {
    return compression == UNCOMPRESSED
        && switch (depth) {
          case 1, 2, 4, 8, 16, 24, 32 -> true;
          default -> false;
        };
  }

  private static Masks masks(EncodedBytes bytes, boolean alpha) throws RefusedImage {
    Masks masks =
        new Masks(
            bytes.u32le(MASKS),
            bytes.u32le(MASKS + 4L),
            bytes.u32le(MASKS + 8L),
            alpha ? bytes.u32le(MASKS + 12L) : 0);
    if (masks.red() == 0 || masks.green() == 0 || masks.blue() == 0) {
      throw RefusedImage.corrupt("a channel without bits");
    }
    return masks;
  }

  /** What lies between the header and the pixels, which may be less than the depth allows. */
  private static EncodedBytes palette(EncodedBytes bytes, long at, long data, int entryBytes)
      throws RefusedImage {
    long end = Math.min(Math.min(data, bytes.length()), at + (long) MOST_COLOURS * entryBytes);
    return bytes.slice(Math.min(at, bytes.length()), Math.max(0, end - at));
  }
}
