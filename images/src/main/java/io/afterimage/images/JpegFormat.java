package io.afterimage.images;

/** JPEG (ITU T.81), baseline and progressive, of 8 bits. */
final class JpegFormat implements ImageFormat {

  static final String SIGNATURE = "\u00ff\u00d8\u00ff";

  @Override
  public String name() {
    return "JPEG";
  }

  @Override
  public boolean matches(EncodedBytes bytes) {
    return bytes.has(0, SIGNATURE);
  }

  @Override
  public ImageHeader read(EncodedBytes bytes, ImageLimits limits) throws RefusedImage {
    return JpegStructure.read(bytes, limits);
  }
}
