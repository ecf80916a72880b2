package io.afterimage.images;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * Walks the chunks of a PNG (PNG specification, third edition, section 5) to its IEND, or to the
 * end of the file behind whole data: whether all pixels are in it is the decoder's work. Only the
 * chunks that pixels are made of are decoded, and their checksums are checked before, for libpng
 * writes to standard error what it finds odd.
 */
final class PngStructure {

  private static final int SIGNATURE_BYTES = 8;
  private static final int CHUNK_OVERHEAD = 12;
  private static final int GREY = 0;
  private static final int TRUE_COLOUR = 2;
  private static final int PALETTE = 3;

  /** The raw frame, the canvas and the result, each with alpha. */
  private static final int ANIMATION_BUFFERS = 3;

  private static final Set<String> DECODED = Set.of("IHDR", "PLTE", "tRNS", "IDAT");
  private static final EncodedBytes END =
      EncodedBytes.of(HexFormat.of().parseHex("0000000049454e44ae426082"));

  private int bitDepth;
  private int colourType;
  private boolean hasData;
  private boolean animated;
  private boolean open;
  private final List<EncodedBytes> decoded = new ArrayList<>();
  private Orientation orientation = Orientation.UPRIGHT;
  private Transparency transparency = new Transparency.None();

  private PngStructure() {}

  /** Checks order, lengths and checksums of the chunks. */
  static ImageHeader read(EncodedBytes bytes, ImageLimits limits) throws RefusedImage {
    if (bytes.u32be(SIGNATURE_BYTES) != 13 || !bytes.tag(SIGNATURE_BYTES + 4).equals("IHDR")) {
      throw RefusedImage.corrupt("the first chunk is not an IHDR of 13 bytes");
    }
    int width = dimension(bytes.u32be(16));
    int height = dimension(bytes.u32be(20));
    limits.checkSize(width, height);
    PngStructure structure = new PngStructure();
    structure.walk(bytes);
    return new ImageHeader(
        width, height, structure.orientation, structure.codec(bytes, Area.whole(width, height)));
  }

  private OpenCvCodec codec(EncodedBytes bytes, Area area) {
    CodecInput input = new CodecInput(decoded, area, open);
    return new OpenCvCodec(bytes, input, area, transparency, 1, bufferBytesPerPixel());
  }

  /** What is decoded before it is laid on white, if it is. */
  private double bufferBytesPerPixel() {
    int sampleBytes = bitDepth > 8 ? 2 : 1;
    if (animated) {
      return ANIMATION_BUFFERS * 4.0 * sampleBytes;
    }
    if (transparency instanceof Transparency.None) {
      return 0;
    }
    return (transparency instanceof Transparency.GreyKey ? 1.0 : 4.0) * sampleBytes;
  }

  private static int dimension(long value) throws RefusedImage {
    if (value > Integer.MAX_VALUE) {
      throw RefusedImage.corrupt("a side of " + value + " pixels");
    }
    return (int) value;
  }

  private void walk(EncodedBytes bytes) throws RefusedImage {
    long at = SIGNATURE_BYTES;
    long kept = 0;
    String type = "";
    while (!type.equals("IEND") && !endsBehindData(bytes, at)) {
      long length = bytes.u32be(at);
      type = bytes.tag(at + 4);
      bytes.need(at + CHUNK_OVERHEAD + length);
      chunk(type, bytes.slice(at + 8, length));
      if (DECODED.contains(type)) {
        checkSum(bytes.slice(at + 4, 4 + length), bytes.u32be(at + 8 + length), type);
      } else {
        keep(bytes, kept, at);
        kept = at + CHUNK_OVERHEAD + length;
      }
      at += CHUNK_OVERHEAD + length;
    }
    if (!hasData) {
      throw RefusedImage.corrupt("no IDAT chunk");
    }
    keep(bytes, kept, at);
    decoded.add(END);
    open = !type.equals("IEND");
  }

  private static void checkSum(EncodedBytes chunk, long stated, String type) throws RefusedImage {
    CRC32 sum = new CRC32();
    sum.update(chunk.array(), chunk.from(), chunk.length());
    if (sum.getValue() != stated) {
      throw RefusedImage.corrupt("the checksum of a chunk " + type + " does not fit its content");
    }
  }

  private void keep(EncodedBytes bytes, long from, long to) throws RefusedImage {
    if (to > from) {
      decoded.add(bytes.slice(from, to - from));
    }
  }

  /** Whether what begins at a position is cut, comes after data, and is not data itself. */
  private boolean endsBehindData(EncodedBytes bytes, long at) throws RefusedImage {
    if (!hasData || at + CHUNK_OVERHEAD > bytes.length()) {
      return hasData;
    }
    return !bytes.tag(at + 4).equals("IDAT")
        && at + CHUNK_OVERHEAD + bytes.u32be(at) > bytes.length();
  }

  private void chunk(String type, EncodedBytes data) throws RefusedImage {
    switch (type) {
      case "IHDR" -> {
        bitDepth = data.u8(8);
        colourType = data.u8(9);
        if (colourType > PALETTE) {
          transparency = new Transparency.Alpha();
        }
      }
      case "IDAT" -> hasData = true;
      // Behind the data it does not count.
      case "acTL" -> animated |= !hasData;
      case "eXIf" -> orientation = Exif.orientation(data);
      case "tRNS" -> transparency = transparent(data);
      default -> {}
    }
  }

  private Transparency transparent(EncodedBytes data) throws RefusedImage {
    return switch (colourType) {
      case GREY -> greyKey(data.u16be(0));
      case TRUE_COLOUR, PALETTE -> new Transparency.Alpha();
      default -> transparency;
    };
  }

  /** Decoders spread grey of 1, 2 and 4 bits over the range of 8. */
  private Transparency greyKey(int sample) throws RefusedImage {
    if (bitDepth < 1 || bitDepth > 16) {
      throw RefusedImage.corrupt("samples of " + bitDepth + " bits");
    }
    return new Transparency.GreyKey(bitDepth < 8 ? sample * 255 / ((1 << bitDepth) - 1) : sample);
  }
}
