package io.afterimage.images;

/** PNG (third edition); of an animation the first frame. */
final class PngFormat implements ImageFormat {

  static final String SIGNATURE = "\u0089PNG\r\n\u001a\n";

  @Override
  public String name() {
    return "PNG";
  }

  @Override
  public boolean matches(EncodedBytes bytes) {
    return bytes.has(0, SIGNATURE);
  }

  @Override
  public ImageHeader read(EncodedBytes bytes, ImageLimits limits) throws RefusedImage {
    return PngStructure.read(bytes, limits);
  }
}
