package io.afterimage.images;

/**
 * What a JPEG's frame header and first scan say about the memory that its coefficients take.
 *
 * @param isBuffered whether the decoder keeps all coefficients before it makes pixels: of a
 *     progressive image, and of one whose components come in scans of their own
 * @param samplesPerPixel of all components, as subsampled
 */
record JpegFrame(boolean isBuffered, double samplesPerPixel) {

  private static final int PROGRESSIVE = 0xc2;
  private static final int START_OF_SCAN = 0xda;
  private static final int FIRST_COMPONENT = 6;
  private static final int BYTES_PER_COEFFICIENT = 2;

  /** Reads up to the first scan of an image whose structure was found right. */
  static JpegFrame of(EncodedBytes bytes) throws RefusedImage {
    boolean progressive = false;
    int components = 0;
    double samples = 0;
    long at = 2;
    while (true) {
      int marker = bytes.u8(at + 1);
      if (bytes.u8(at) != 0xff || marker == 0xff || marker == 0) {
        at++;
      } else if (isAlone(marker)) {
        at += 2;
      } else if (marker == START_OF_SCAN) {
        boolean interleaved = bytes.u8(at + 4) == components;
        return new JpegFrame(progressive || !interleaved, samples);
      } else {
        if (isFrame(marker)) {
          EncodedBytes frame = bytes.slice(at + 4, bytes.u16be(at + 2) - 2L);
          progressive = marker == PROGRESSIVE;
          components = frame.u8(5);
          samples = samples(frame, components);
        }
        at += 2L + bytes.u16be(at + 2);
      }
    }
  }

  /** Bytes for each pixel of the image, whatever size it is decoded at. */
  double coefficientBytes() {
    return isBuffered ? samplesPerPixel * BYTES_PER_COEFFICIENT : 0;
  }

  private static double samples(EncodedBytes frame, int components) throws RefusedImage {
    int sum = 0;
    int mostAcross = 1;
    int mostDown = 1;
    for (int i = 0; i < components; i++) {
      int factors = frame.u8(FIRST_COMPONENT + 3L * i + 1);
      sum += (factors >> 4) * (factors & 15);
      mostAcross = Math.max(mostAcross, factors >> 4);
      mostDown = Math.max(mostDown, factors & 15);
    }
    return (double) sum / (mostAcross * mostDown);
  }

  private static boolean isFrame(int marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }

  /** Markers that no length follows. */
  private static boolean isAlone(int marker) {
    return marker == 0x01 || (marker >= 0xd0 && marker <= 0xd9);
  }
}
