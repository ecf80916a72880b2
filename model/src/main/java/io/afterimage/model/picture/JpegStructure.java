package io.afterimage.model.picture;

/** Walks the segments of a JPEG (ITU T.81, annex B) to its end-of-image marker. */
final class JpegStructure {

  private static final int START_OF_IMAGE = 0xd8;
  private static final int END_OF_IMAGE = 0xd9;
  private static final int START_OF_SCAN = 0xda;
  private static final int APP1 = 0xe1;
  private static final int TEMPORARY = 0x01;
  private static final String EXIF = "Exif\0\0";

  private final EncodedBytes bytes;
  private final PictureLimits limits;
  private long at = 2;
  private int width;
  private int height;
  private int frames;
  private int scans;
  private Orientation orientation = Orientation.UPRIGHT;

  private JpegStructure(EncodedBytes bytes, PictureLimits limits) {
    this.bytes = bytes;
    this.limits = limits;
  }

  /**
   * Refuses as truncated what has no end-of-image marker: decoders fill the lost part with grey.
   */
  static PictureHeader read(EncodedBytes bytes, PictureLimits limits) throws RefusedPicture {
    JpegStructure structure = new JpegStructure(bytes, limits);
    structure.walk();
    return new PictureHeader(
        PictureFormat.JPEG,
        structure.width,
        structure.height,
        structure.orientation,
        new Transparency.None());
  }

  private void walk() throws RefusedPicture {
    for (int marker = nextMarker(); marker != END_OF_IMAGE; marker = nextMarker()) {
      if (marker == START_OF_IMAGE || marker == TEMPORARY) {
        continue;
      }
      int length = bytes.u16be(at);
      if (length < 2) {
        throw RefusedPicture.corrupt("segment of length " + length + " at byte " + at);
      }
      segment(marker, bytes.slice(at + 2, length - 2));
      at += length;
    }
    if (frames != 1 || scans == 0) {
      throw RefusedPicture.corrupt(frames + " frame headers and " + scans + " scans");
    }
    limits.checkScans(width, height, scans);
  }

  private void segment(int marker, EncodedBytes payload) throws RefusedPicture {
    if (isFrameHeader(marker)) {
      frame(marker, payload);
    } else if (marker == START_OF_SCAN) {
      scans++;
    } else if (marker == APP1 && orientation == Orientation.UPRIGHT && payload.has(0, EXIF)) {
      orientation =
          Exif.orientation(payload.slice(EXIF.length(), payload.length() - EXIF.length()));
    }
  }

  /** SOF0 to SOF15 without the markers for Huffman tables, extensions and arithmetic coding. */
  private static boolean isFrameHeader(int marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }

  private void frame(int marker, EncodedBytes payload) throws RefusedPicture {
    int precision = payload.u8(0);
    if (marker > 0xc2 || precision != 8) {
      throw RefusedPicture.unsupported(
          "process SOF"
              + (marker - 0xc0)
              + " with "
              + precision
              + " bits is not read; send"
              + " baseline or progressive JPEG of 8 bits");
    }
    height = payload.u16be(1);
    width = payload.u16be(3);
    frames++;
    limits.checkSize(width, height);
  }

  /** Skips entropy-coded data, stuffed bytes, fill bytes and restart markers. */
  private int nextMarker() throws RefusedPicture {
    byte[] array = bytes.array();
    int end = bytes.from() + bytes.length();
    for (int i = bytes.from() + (int) at; i + 1 < end; i++) {
      int code = array[i + 1] & 0xff;
      if (array[i] == (byte) 0xff && code != 0 && code != 0xff && (code < 0xd0 || code > 0xd7)) {
        at = i + 2L - bytes.from();
        return code;
      }
    }
    throw new RefusedPicture(
        RefusalReason.TRUNCATED,
        "ends after " + bytes.length() + " bytes without an end-of-image marker");
  }
}
