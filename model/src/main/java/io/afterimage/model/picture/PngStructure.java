package io.afterimage.model.picture;

/** Walks the chunks of a PNG (PNG specification, third edition, section 5) to its IEND. */
final class PngStructure {

  private static final int SIGNATURE_BYTES = 8;
  private static final int CHUNK_OVERHEAD = 12;
  private static final int GREY = 0;
  private static final int TRUE_COLOUR = 2;
  private static final int PALETTE = 3;

  private int bitDepth;
  private int colourType;
  private boolean hasData;
  private Orientation orientation = Orientation.UPRIGHT;
  private Transparency transparency = new Transparency.None();

  private PngStructure() {}

  /** Checks order and lengths of the chunks; their checksums are the decoder's work. */
  static PictureHeader read(EncodedBytes bytes, PictureLimits limits) throws RefusedPicture {
    if (bytes.u32be(SIGNATURE_BYTES) != 13 || !bytes.tag(SIGNATURE_BYTES + 4).equals("IHDR")) {
      throw RefusedPicture.corrupt("the first chunk is not an IHDR of 13 bytes");
    }
    int width = dimension(bytes.u32be(16));
    int height = dimension(bytes.u32be(20));
    limits.checkSize(width, height);
    PngStructure structure = new PngStructure();
    structure.walk(bytes);
    return new PictureHeader(
        PictureFormat.PNG, width, height, structure.orientation, structure.transparency);
  }

  private static int dimension(long value) throws RefusedPicture {
    if (value > Integer.MAX_VALUE) {
      throw RefusedPicture.corrupt("a side of " + value + " pixels");
    }
    return (int) value;
  }

  private void walk(EncodedBytes bytes) throws RefusedPicture {
    long at = SIGNATURE_BYTES;
    String type = "";
    while (!type.equals("IEND")) {
      long length = bytes.u32be(at);
      type = bytes.tag(at + 4);
      bytes.need(at + CHUNK_OVERHEAD + length);
      chunk(type, bytes.slice(at + 8, length));
      at += CHUNK_OVERHEAD + length;
    }
    if (!hasData) {
      throw RefusedPicture.corrupt("no IDAT chunk");
    }
  }

  private void chunk(String type, EncodedBytes data) throws RefusedPicture {
    switch (type) {
      case "IHDR" -> {
        bitDepth = data.u8(8);
        colourType = data.u8(9);
        if (colourType > PALETTE) {
          transparency = new Transparency.Alpha();
        }
      }
      case "IDAT" -> hasData = true;
      case "eXIf" -> orientation = Exif.orientation(data);
      case "tRNS" -> transparency = transparent(data);
      default -> {}
    }
  }

  private Transparency transparent(EncodedBytes data) throws RefusedPicture {
    return switch (colourType) {
      case GREY -> greyKey(data.u16be(0));
      case TRUE_COLOUR, PALETTE -> new Transparency.Alpha();
      default -> transparency;
    };
  }

  /** Decoders spread grey of 1, 2 and 4 bits over the range of 8. */
  private Transparency greyKey(int sample) throws RefusedPicture {
    if (bitDepth < 1 || bitDepth > 16) {
      throw RefusedPicture.corrupt("samples of " + bitDepth + " bits");
    }
    return new Transparency.GreyKey(bitDepth < 8 ? sample * 255 / ((1 << bitDepth) - 1) : sample);
  }
}
