package io.afterimage.images;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Walks the segments of a JPEG (ITU T.81, annex B).
 *
 * <p>libjpeg fills with grey what the data lacks, says so on standard error alone, and OpenCV drops
 * that. So the usual JPEG, all of it in one scan, is decoded without what follows the scan: libjpeg
 * then asks for more data when it lacks some, gets none, and the decoding fails. That makes the
 * end-of-image marker irrelevant. With several scans libjpeg needs the marker, and gets one; what
 * counts is whether the scans hold every coefficient: what is lost at the end of a progressive JPEG
 * is whole scans. A cut within the last one is not noticed; it leaves each pixel, a little coarser.
 */
final class JpegStructure {

  private static final int START_OF_IMAGE = 0xd8;
  private static final int END_OF_IMAGE = 0xd9;
  private static final int START_OF_SCAN = 0xda;
  private static final int RESTART_INTERVAL = 0xdd;
  private static final int APP0 = 0xe0;
  private static final int APP1 = 0xe1;
  private static final int ADOBE = 0xee;
  private static final int TEMPORARY = 0x01;
  private static final int PROGRESSIVE = 0xc2;
  private static final int ALL_COEFFICIENTS = 63;
  private static final int BYTES_PER_COEFFICIENT = 2;
  private static final String EXIF = "Exif\0\0";

  /**
   * As many bytes as libjpeg reads ahead of the bits that it needs. A file that lacks less than
   * eight bytes, some blocks of the last row, may be taken for whole.
   */
  private static final EncodedBytes READ_AHEAD = EncodedBytes.of(new byte[8]);

  private static final EncodedBytes START = EncodedBytes.of(HexFormat.of().parseHex("ffd8"));
  private static final EncodedBytes END = EncodedBytes.of(HexFormat.of().parseHex("ffd9"));

  private final EncodedBytes bytes;
  private final ImageLimits limits;
  private final List<EncodedBytes> decoded = new ArrayList<>(List.of(START));
  private long at = 2;
  private int width;
  private int height;
  private int frames;
  private int scans;
  private boolean progressive;
  private boolean buffered;
  private double samplesPerPixel;
  private boolean exif;
  private Orientation orientation = Orientation.UPRIGHT;

  /** Identifiers of the components, and a bit for each of their coefficients that is complete. */
  private int[] components = {};

  private long[] complete = {};
  private long units;
  private int restartInterval;
  private long restarts;
  private boolean open;

  private JpegStructure(EncodedBytes bytes, ImageLimits limits) {
    this.bytes = bytes;
    this.limits = limits;
  }

  /** Refuses as truncated what lacks scans, or restart intervals of its only one. */
  static ImageHeader read(EncodedBytes bytes, ImageLimits limits) throws RefusedImage {
    JpegStructure structure = new JpegStructure(bytes, limits);
    structure.walk();
    return new ImageHeader(
        structure.width,
        structure.height,
        structure.orientation,
        OpenCvCodec.reducing(
            bytes,
            new CodecInput(
                structure.decoded, Area.whole(structure.width, structure.height), structure.open),
            structure.coefficientBytes()));
  }

  /**
   * Bytes for each pixel of the image, whatever size it is decoded at: the decoder keeps all
   * coefficients of a progressive image, and of one whose components come in scans of their own.
   */
  private double coefficientBytes() {
    return buffered ? samplesPerPixel * BYTES_PER_COEFFICIENT : 0;
  }

  private void walk() throws RefusedImage {
    for (int marker = nextMarker(); marker != END_OF_IMAGE; marker = nextMarker()) {
      if (marker == START_OF_IMAGE || marker == TEMPORARY) {
        continue;
      }
      int length = bytes.u16be(at);
      if (length < 2) {
        throw RefusedImage.corrupt("segment of length " + length + " at byte " + at);
      }
      long start = at - 2;
      EncodedBytes payload = bytes.slice(at + 2, length - 2);
      at += length;
      segment(marker, payload);
      if (marker == START_OF_SCAN) {
        restarts = 0;
        open = !findMarker();
      }
      if (isDecoded(marker)) {
        decoded.add(bytes.slice(start, at - start));
      }
      if (marker == START_OF_SCAN && isWhole(payload)) {
        checkFrame();
        checkRestarts();
        decoded.add(READ_AHEAD);
        return;
      }
    }
    checkFrame();
    limits.checkScans(width, height, scans);
    for (long coefficients : complete) {
      if (coefficients != -1L) {
        throw new RefusedImage(
            RefusalReason.TRUNCATED,
            "ends after " + bytes.length() + " bytes and " + scans + " scans, of more");
      }
    }
    decoded.add(END);
  }

  /** Pixels do not depend on the other segments, nor on what lies between segments. */
  private static boolean isDecoded(int marker) {
    return marker <= APP0 || marker == ADOBE;
  }

  /** Whether a scan holds all of the image. */
  private boolean isWhole(EncodedBytes scan) throws RefusedImage {
    return !progressive && scan.u8(0) == components.length;
  }

  private void checkRestarts() throws RefusedImage {
    if (restartInterval > 0 && restarts < (units - 1) / restartInterval) {
      throw new RefusedImage(
          open ? RefusalReason.TRUNCATED : RefusalReason.CORRUPT,
          "%d of %d restart intervals in %d bytes"
              .formatted(restarts + 1, (units - 1) / restartInterval + 1, bytes.length()));
    }
  }

  private void checkFrame() throws RefusedImage {
    if (open && scans == 0) {
      throw new RefusedImage(
          RefusalReason.TRUNCATED, "ends after " + bytes.length() + " bytes, before its pixels");
    }
    if (frames != 1 || scans == 0) {
      throw RefusedImage.corrupt(frames + " frame headers and " + scans + " scans");
    }
  }

  private void segment(int marker, EncodedBytes payload) throws RefusedImage {
    if (isFrameHeader(marker)) {
      frame(marker, payload);
    } else if (marker == START_OF_SCAN) {
      scan(payload);
    } else if (marker == RESTART_INTERVAL) {
      restartInterval = payload.u16be(0);
    } else if (marker == APP1 && !exif && payload.has(0, EXIF)) {
      // Of several the first counts, as for browsers.
      exif = true;
      orientation = Exif.orientation(payload);
    }
  }

  /** SOF0 to SOF15 without the markers for Huffman tables, extensions and arithmetic coding. */
  private static boolean isFrameHeader(int marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }

  private void frame(int marker, EncodedBytes payload) throws RefusedImage {
    int precision = payload.u8(0);
    if (marker > PROGRESSIVE || precision != 8) {
      throw RefusedImage.unsupported(
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
    progressive = marker == PROGRESSIVE;
    limits.checkSize(width, height);
    components = new int[payload.u8(5)];
    complete = new long[components.length];
    int across = 1;
    int down = 1;
    int samples = 0;
    for (int i = 0; i < components.length; i++) {
      components[i] = payload.u8(6 + 3L * i);
      int factors = payload.u8(7 + 3L * i);
      across = Math.max(across, factors >> 4);
      down = Math.max(down, factors & 15);
      samples += (factors >> 4) * (factors & 15);
    }
    samplesPerPixel = (double) samples / (across * down);
    // The blocks of a single component are units of their own, whatever its factors.
    units =
        components.length > 1
            ? ceil(width, 8 * across) * ceil(height, 8 * down)
            : ceil(width, 8) * ceil(height, 8);
  }

  private static long ceil(int dividend, int divisor) {
    return (dividend + divisor - 1L) / divisor;
  }

  private void scan(EncodedBytes payload) throws RefusedImage {
    int count = payload.u8(0);
    if (scans++ == 0) {
      buffered = progressive || count != components.length;
    }
    int first = payload.u8(1 + 2L * count);
    int last = payload.u8(2 + 2L * count);
    int lowestBit = payload.u8(3 + 2L * count) & 15;
    if (lowestBit != 0 || first > last || last > ALL_COEFFICIENTS) {
      return;
    }
    long coefficients = -1L >>> (ALL_COEFFICIENTS - last) & -1L << first;
    for (int i = 0; i < count; i++) {
      int selector = payload.u8(1 + 2L * i);
      for (int component = 0; component < components.length; component++) {
        if (components[component] == selector) {
          complete[component] |= coefficients;
        }
      }
    }
  }

  /** The next marker, which is the end of the image where there is none. */
  private int nextMarker() throws RefusedImage {
    open = !findMarker();
    if (open) {
      return END_OF_IMAGE;
    }
    at += 2;
    return bytes.u8(at - 1);
  }

  /**
   * Goes to the next marker, or to the end: past entropy-coded data, stuffed bytes, fill bytes and,
   * counting them, restart markers.
   */
  private boolean findMarker() {
    byte[] array = bytes.array();
    int end = bytes.from() + bytes.length();
    for (int i = bytes.from() + (int) at; i + 1 < end; i++) {
      if (array[i] == (byte) 0xff) {
        int code = array[i + 1] & 0xff;
        if (code >= 0xd0 && code <= 0xd7) {
          restarts++;
        } else if (code != 0 && code != 0xff) {
          at = (long) i - bytes.from();
          return true;
        }
      }
    }
    at = bytes.length();
    return false;
  }
}
