package io.afterimage.images;

/**
 * Unpacks the colour indices of a GIF frame, one after the other (GIF89a specification, appendix
 * F). The Java platform's own reader is not used: it needs the desktop module and a heap of several
 * bytes per pixel, and raises unchecked exceptions on damaged data.
 */
final class GifLzw {

  private static final int MOST_CODES = 4096;
  private static final int MOST_CODE_BITS = 12;

  private final EncodedBytes bytes;
  private final int clearCode;
  private final int firstCodeBits;
  private final short[] prefix = new short[MOST_CODES];
  private final byte[] suffix = new byte[MOST_CODES];
  private final byte[] stack = new byte[MOST_CODES + 1];

  private long at;
  private int blockLeft;
  private int bits;
  private int bitCount;

  private int codeBits;
  private int nextCode;
  private int previous = -1;
  private int first;
  private int stacked;

  /** Starts at the minimum code size before the sub-blocks. */
  GifLzw(EncodedBytes bytes, long at) throws RefusedImage {
    int minimumCodeSize = bytes.u8(at);
    if (minimumCodeSize < 1 || minimumCodeSize > 8) {
      throw RefusedImage.corrupt("LZW minimum code size " + minimumCodeSize);
    }
    this.bytes = bytes;
    this.at = at + 1;
    clearCode = 1 << minimumCodeSize;
    firstCodeBits = minimumCodeSize + 1;
    for (int i = 0; i < clearCode; i++) {
      suffix[i] = (byte) i;
    }
    clear();
  }

  /** Fills a row with indices. */
  void read(byte[] row) throws RefusedImage {
    for (int i = 0; i < row.length; i++) {
      while (stacked == 0) {
        unpack(code());
      }
      row[i] = stack[--stacked];
    }
  }

  private void clear() {
    codeBits = firstCodeBits;
    nextCode = clearCode + 2;
    previous = -1;
  }

  private void unpack(int code) throws RefusedImage {
    if (code == clearCode) {
      clear();
      return;
    }
    if (code == clearCode + 1) {
      throw ended();
    }
    if (code > nextCode || (code == nextCode && previous < 0) || code >= MOST_CODES) {
      throw RefusedImage.corrupt("LZW code " + code + " before its definition");
    }
    int walk = code;
    if (code == nextCode) {
      stack[stacked++] = (byte) first;
      walk = previous;
    }
    while (walk > clearCode) {
      stack[stacked++] = suffix[walk];
      walk = prefix[walk];
    }
    first = suffix[walk] & 0xff;
    stack[stacked++] = (byte) first;
    define();
    previous = code;
  }

  private void define() {
    if (previous < 0 || nextCode == MOST_CODES) {
      return;
    }
    prefix[nextCode] = (short) previous;
    suffix[nextCode] = (byte) first;
    nextCode++;
    if (nextCode == 1 << codeBits && codeBits < MOST_CODE_BITS) {
      codeBits++;
    }
  }

  private int code() throws RefusedImage {
    while (bitCount < codeBits) {
      if (blockLeft == 0) {
        blockLeft = bytes.u8(at++);
        if (blockLeft == 0) {
          throw ended();
        }
      }
      bits |= bytes.u8(at++) << bitCount;
      bitCount += 8;
      blockLeft--;
    }
    int code = bits & (1 << codeBits) - 1;
    bits >>>= codeBits;
    bitCount -= codeBits;
    return code;
  }

  private static RefusedImage ended() {
    return new RefusedImage(
        RefusalReason.TRUNCATED, "the first frame's data ends before its last pixel");
  }
}
