package io.afterimage.images;

/**
 * Where a GIF's first frame lies (GIF89a specification). Reading it walks to the end of that
 * frame's data; what comes after is not looked at.
 *
 * @param width of the logical screen, widened where the frame reaches beyond it
 * @param height of the logical screen, likewise
 * @param frame position and size of the first frame on that screen
 * @param interlaced whether the frame's rows are stored in four passes
 * @param colours red, green and blue of each index
 * @param transparentIndex the index that lets the background through, -1 if none
 * @param data position of the frame's LZW data: the minimum code size and the first sub-block
 */
record GifStructure(
    int width,
    int height,
    Area frame,
    boolean interlaced,
    EncodedBytes colours,
    int transparentIndex,
    long data) {

  private static final int SCREEN_END = 13;
  private static final int EXTENSION = 0x21;
  private static final int IMAGE = 0x2c;
  private static final int GRAPHIC_CONTROL = 0xf9;
  private static final int TABLE_FLAG = 0x80;
  private static final int INTERLACE_FLAG = 0x40;

  static GifStructure read(EncodedBytes bytes, ImageLimits limits) throws RefusedImage {
    EncodedBytes colours = colourTable(bytes, SCREEN_END, bytes.u8(10));
    long at = (long) SCREEN_END + colours.length();
    int transparentIndex = -1;
    while (bytes.u8(at) == EXTENSION) {
      if (bytes.u8(at + 1) == GRAPHIC_CONTROL) {
        transparentIndex = (bytes.u8(at + 3) & 1) != 0 ? bytes.u8(at + 6) : -1;
      }
      at = afterSubBlocks(bytes, at + 2);
    }
    if (bytes.u8(at) != IMAGE) {
      throw RefusedImage.corrupt("no frame where one is expected, at byte " + at);
    }
    Area frame =
        new Area(
            bytes.u16le(at + 1), bytes.u16le(at + 3), bytes.u16le(at + 5), bytes.u16le(at + 7));
    int flags = bytes.u8(at + 9);
    limits.checkSize(frame.width(), frame.height());
    int width = Math.max(bytes.u16le(6), frame.left() + frame.width());
    int height = Math.max(bytes.u16le(8), frame.top() + frame.height());
    limits.checkSize(width, height);
    EncodedBytes local = colourTable(bytes, at + 10, flags);
    long data = at + 10 + local.length();
    afterSubBlocks(bytes, data + 1);
    return new GifStructure(
        width,
        height,
        frame,
        (flags & INTERLACE_FLAG) != 0,
        local.length() > 0 ? local : colours,
        transparentIndex,
        data);
  }

  /** The table that the flags announce, of no bytes if they announce none. */
  private static EncodedBytes colourTable(EncodedBytes bytes, long at, int flags)
      throws RefusedImage {
    return bytes.slice(at, (flags & TABLE_FLAG) == 0 ? 0 : 3L << ((flags & 7) + 1));
  }

  private static long afterSubBlocks(EncodedBytes bytes, long at) throws RefusedImage {
    long next = at;
    for (int size = bytes.u8(next); size > 0; size = bytes.u8(next)) {
      next += size + 1;
    }
    return next + 1;
  }
}
