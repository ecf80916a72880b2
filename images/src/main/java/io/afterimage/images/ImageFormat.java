package io.afterimage.images;

import java.util.Optional;
import java.util.Set;

/** The formats that are read, told apart by their first bytes. */
enum ImageFormat {
  JPEG("JPEG"),
  PNG("PNG"),
  WEBP("WebP"),
  BMP("BMP"),
  GIF("GIF");

  /** Sizes of the information header that BMP's versions have. */
  private static final Set<Long> BMP_HEADERS = Set.of(12L, 40L, 52L, 56L, 64L, 108L, 124L);

  private final String name;

  ImageFormat(String name) {
    this.name = name;
  }

  /**
   * The format that the bytes start like.
   *
   * @throws RefusedImage as an unsupported format, named, or as no image
   */
  static ImageFormat of(EncodedBytes bytes) throws RefusedImage {
    Optional<ImageFormat> format = find(bytes);
    if (format.isEmpty()) {
      throw UnreadBytes.refusal(bytes);
    }
    return format.get();
  }

  /** The format that the bytes start like, if it is one of these. */
  static Optional<ImageFormat> find(EncodedBytes bytes) throws RefusedImage {
    if (bytes.has(0, "\u00ff\u00d8\u00ff")) {
      return Optional.of(JPEG);
    }
    if (bytes.has(0, "\u0089PNG\r\n\u001a\n")) {
      return Optional.of(PNG);
    }
    if (bytes.has(0, "RIFF") && bytes.has(8, "WEBP")) {
      return Optional.of(WEBP);
    }
    if (bytes.has(0, "GIF87a") || bytes.has(0, "GIF89a")) {
      return Optional.of(GIF);
    }
    if (bytes.has(0, "BM") && bytes.length() >= 18 && BMP_HEADERS.contains(bytes.u32le(14))) {
      return Optional.of(BMP);
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return name;
  }
}
