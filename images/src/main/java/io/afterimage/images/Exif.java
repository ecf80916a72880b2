package io.afterimage.images;

/** Finds the orientation in an EXIF block, which is a small TIFF file (EXIF 2.32, 4.6). */
final class Exif {

  private static final int ORIENTATION_TAG = 0x0112;
  private static final int ENTRY_BYTES = 12;
  private static final String JPEG_PREFIX = "Exif\0\0";
  private static final int BYTE = 1;
  private static final int LONG = 4;

  private Exif() {}

  /**
   * The orientation of a TIFF structure that starts with its byte order, or with the prefix of a
   * JPEG's segment before it, which some encoders copy into other formats. A block that is damaged
   * or says nothing means upright: it never refuses an image.
   */
  static Orientation orientation(EncodedBytes block) {
    try {
      int prefix = block.has(0, JPEG_PREFIX) ? JPEG_PREFIX.length() : 0;
      EncodedBytes tiff = block.slice(prefix, block.length() - prefix);
      if (tiff.has(0, "II*\0")) {
        return find(tiff, true);
      }
      return tiff.has(0, "MM\0*") ? find(tiff, false) : Orientation.UPRIGHT;
    } catch (RefusedImage damaged) {
      return Orientation.UPRIGHT;
    }
  }

  private static Orientation find(EncodedBytes tiff, boolean little) throws RefusedImage {
    long directory = little ? tiff.u32le(4) : tiff.u32be(4);
    int entries = u16(tiff, directory, little);
    for (int i = 0; i < entries; i++) {
      long entry = directory + 2 + (long) i * ENTRY_BYTES;
      if (u16(tiff, entry, little) == ORIENTATION_TAG) {
        return Orientation.ofExif(value(tiff, entry, little));
      }
    }
    return Orientation.UPRIGHT;
  }

  /** The standard says SHORT; some cameras write LONG, whose value ends elsewhere in big endian. */
  private static int value(EncodedBytes tiff, long entry, boolean little) throws RefusedImage {
    return switch (u16(tiff, entry + 2, little)) {
      case BYTE -> tiff.u8(entry + 8);
      case LONG -> (int) (little ? tiff.u32le(entry + 8) : tiff.u32be(entry + 8));
      default -> u16(tiff, entry + 8, little);
    };
  }

  private static int u16(EncodedBytes tiff, long at, boolean little) throws RefusedImage {
    return little ? tiff.u16le(at) : tiff.u16be(at);
  }
}
