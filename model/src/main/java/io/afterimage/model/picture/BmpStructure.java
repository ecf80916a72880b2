package io.afterimage.model.picture;

/** Reads the headers of a BMP and checks that its pixel data is complete. */
final class BmpStructure {

  private static final int FILE_HEADER = 14;
  private static final int CORE_HEADER = 12;
  private static final int UNCOMPRESSED = 0;
  private static final int RLE8 = 1;
  private static final int RLE4 = 2;
  private static final int BIT_FIELDS = 3;
  private static final int ALPHA_BIT_FIELDS = 6;

  /** The first information header with a mask for alpha. */
  private static final int ALPHA_MASK_HEADER = 56;

  private static final int ALPHA_MASK = FILE_HEADER + 52;

  private BmpStructure() {}

  static PictureHeader read(EncodedBytes bytes, PictureLimits limits) throws RefusedPicture {
    long pixels = bytes.u32le(10);
    long headerBytes = bytes.u32le(FILE_HEADER);
    if (headerBytes == CORE_HEADER) {
      int width = bytes.u16le(18);
      int height = bytes.u16le(20);
      limits.checkSize(width, height);
      bytes.need(pixels + rowBytes(width, bytes.u16le(24)) * height);
      return header(width, height, false);
    }
    int width = bytes.s32le(18);
    // A negative height means that the rows are stored from the top.
    long height = Math.abs((long) bytes.s32le(22));
    limits.checkSize(width, height);
    int depth = bytes.u16le(28);
    long compression = bytes.u32le(30);
    bytes.need(pixels + dataBytes(bytes, compression, rowBytes(width, depth) * height));
    boolean alpha =
        depth == 32
            && compression != UNCOMPRESSED
            && headerBytes >= ALPHA_MASK_HEADER
            && bytes.u32le(ALPHA_MASK) != 0;
    return header(width, (int) height, alpha);
  }

  private static long dataBytes(EncodedBytes bytes, long compression, long uncompressed)
      throws RefusedPicture {
    if (compression == RLE8 || compression == RLE4) {
      return bytes.u32le(34);
    }
    if (compression == UNCOMPRESSED
        || compression == BIT_FIELDS
        || compression == ALPHA_BIT_FIELDS) {
      return uncompressed;
    }
    throw RefusedPicture.unsupported(
        "compression " + compression + " is not read; send it uncompressed");
  }

  /** Each row is padded to a multiple of four bytes. */
  private static long rowBytes(long width, int depth) {
    return (width * depth + 31) / 32 * 4;
  }

  private static PictureHeader header(int width, int height, boolean alpha) {
    return new PictureHeader(
        PictureFormat.BMP,
        width,
        height,
        Orientation.UPRIGHT,
        alpha ? new Transparency.Alpha() : new Transparency.None());
  }
}
