package io.afterimage.images;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Names what bytes seem to be that are in none of the formats of {@link ImageFormats}. */
final class UnreadBytes {

  private static final int SHOWN_BYTES = 8;
  private static final int SAMPLED_BYTES = 64;

  private static final String DESTROYED =
      "an image whose bytes were converted to text and lost; send it with a serialiser of bytes";

  private static final Map<String, String> IMAGES = new LinkedHashMap<>();
  private static final Map<String, String> OTHERS = new LinkedHashMap<>();

  static {
    IMAGES.put("II*\0", "TIFF");
    IMAGES.put("MM\0*", "TIFF");
    IMAGES.put("II+\0", "BigTIFF");
    IMAGES.put("MM\0+", "BigTIFF");
    IMAGES.put("8BPS", "Photoshop (PSD)");
    IMAGES.put("\0\0\1\0", "ICO");
    IMAGES.put("\0\0\0\fjP  ", "JPEG 2000");
    IMAGES.put("\u00ffO\u00ffQ", "JPEG 2000");
    IMAGES.put("\0\0\0\fJXL ", "JPEG XL");
    IMAGES.put("\u00ff\n", "JPEG XL");
    IMAGES.put("v/1\1", "OpenEXR");
    IMAGES.put("qoif", "QOI");
    IMAGES.put("<svg", "SVG");
    OTHERS.put("%PDF", "a PDF document");
    OTHERS.put("PK\3\4", "a ZIP archive");
    OTHERS.put("\u001f\u008b", "gzip data");
    OTHERS.put("(\u00b5/\u00fd", "Zstandard data");
    OTHERS.put("\u00ac\u00ed\0\5", "a serialised Java object");
    OTHERS.put("\u00ef\u00bf\u00bd\u00ef\u00bf\u00bd", DESTROYED);
    OTHERS.put("\u00ef\u00bf\u00bdPNG", DESTROYED);
    OTHERS.put("\u00c3\u00bf\u00c3\u0098\u00c3\u00bf", DESTROYED);
    OTHERS.put("\u00c2\u0089PNG", DESTROYED);
    OTHERS.put("RIFF", "a RIFF file that is not WebP");
    OTHERS.put("\u00ef\u00bb\u00bf", "text");
    OTHERS.put("<", "HTML or XML");
    OTHERS.put("{", "JSON");
    OTHERS.put("[", "JSON");
  }

  private UnreadBytes() {}

  /** The name of an image format that is known by its first bytes, and not read. */
  static Optional<String> image(EncodedBytes bytes) {
    return IMAGES.entrySet().stream()
        .filter(format -> bytes.has(0, format.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  static RefusedImage refusal(EncodedBytes bytes) throws RefusedImage {
    Optional<String> image = image(bytes);
    if (image.isPresent()) {
      return unread(image.get());
    }
    if (bytes.has(0, "P") && bytes.length() > 2 && isNetpbm(bytes.u8(1), bytes.u8(2))) {
      return unread("Netpbm");
    }
    if (bytes.has(4, "ftyp") && bytes.length() >= 12) {
      return isoMedia(bytes.tag(8));
    }
    for (Map.Entry<String, String> other : OTHERS.entrySet()) {
      if (bytes.has(0, other.getKey())) {
        return noImage("it seems to be " + other.getValue());
      }
    }
    if (isText(bytes)) {
      return noImage("it seems to be text");
    }
    int shown = Math.min(SHOWN_BYTES, bytes.length());
    return noImage(
        "it starts with " + HexFormat.ofDelimiter(" ").formatHex(bytes.array(), 0, shown));
  }

  private static boolean isNetpbm(int kind, int next) {
    return kind >= '1' && kind <= '7' && (next == '\n' || next == ' ' || next == '\r');
  }

  private static RefusedImage isoMedia(String brand) {
    return switch (brand) {
      case "avif", "avis" -> unread("AVIF");
      case "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1" -> unread("HEIC");
      default -> noImage("it seems to be a media file of the brand " + brand.strip());
    };
  }

  private static boolean isText(EncodedBytes bytes) throws RefusedImage {
    for (int i = 0; i < Math.min(SAMPLED_BYTES, bytes.length()); i++) {
      int value = bytes.u8(i);
      if (value > '~' || (value < ' ' && value != '\n' && value != '\r' && value != '\t')) {
        return false;
      }
    }
    return true;
  }

  private static RefusedImage unread(String format) {
    return RefusedImage.unsupported(format + " is not read; send " + ImageFormats.inWords());
  }

  private static RefusedImage noImage(String finding) {
    return new RefusedImage(RefusalReason.NOT_A_PICTURE, "no known image format: " + finding);
  }
}
