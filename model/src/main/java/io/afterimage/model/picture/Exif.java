package io.afterimage.model.picture;

/** Finds the orientation in an EXIF block, which is a small TIFF file (EXIF 2.32, 4.6). */
final class Exif {

  private static final int ORIENTATION_TAG = 0x0112;
  private static final int ENTRY_BYTES = 12;

  private Exif() {}

  /**
   * The orientation of a TIFF structure that starts with its byte order. A block that is damaged or
   * says nothing means upright: it never refuses a picture.
   */
  static Orientation orientation(EncodedBytes tiff) {
    try {
      if (tiff.has(0, "II*\0")) {
        return find(tiff, true);
      }
      return tiff.has(0, "MM\0*") ? find(tiff, false) : Orientation.UPRIGHT;
    } catch (RefusedPicture damaged) {
      return Orientation.UPRIGHT;
    }
  }

  private static Orientation find(EncodedBytes tiff, boolean little) throws RefusedPicture {
    long directory = little ? tiff.u32le(4) : tiff.u32be(4);
    int entries = u16(tiff, directory, little);
    for (int i = 0; i < entries; i++) {
      long entry = directory + 2 + (long) i * ENTRY_BYTES;
      if (u16(tiff, entry, little) == ORIENTATION_TAG) {
        return Orientation.ofExif(u16(tiff, entry + 8, little));
      }
    }
    return Orientation.UPRIGHT;
  }

  private static int u16(EncodedBytes tiff, long at, boolean little) throws RefusedPicture {
    return little ? tiff.u16le(at) : tiff.u16be(at);
  }
}
