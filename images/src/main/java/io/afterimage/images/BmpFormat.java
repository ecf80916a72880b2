package io.afterimage.images;

import java.util.Set;

/** BMP of Windows and OS/2, uncompressed, with bit fields or run-length coded. */
final class BmpFormat implements ImageFormat {

  /** Sizes of the information header that BMP's versions have. */
  private static final Set<Long> HEADERS = Set.of(12L, 40L, 52L, 56L, 64L, 108L, 124L);

  @Override
  public String name() {
    return "BMP";
  }

  @Override
  public boolean matches(EncodedBytes bytes) throws RefusedImage {
    return bytes.has(0, "BM") && bytes.length() >= 18 && HEADERS.contains(bytes.u32le(14));
  }

  @Override
  public ImageHeader read(EncodedBytes bytes, ImageLimits limits) throws RefusedImage {
    BmpStructure structure = BmpStructure.read(bytes, limits);
    return new ImageHeader(
        structure.width(),
        structure.height(),
        Orientation.UPRIGHT,
        (width, height, mats) -> BmpPixels.decode(bytes, structure, mats));
  }
}
