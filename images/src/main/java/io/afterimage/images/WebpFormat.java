package io.afterimage.images;

/** WebP (RFC 9649); of an animation the first frame. */
final class WebpFormat implements ImageFormat {

  @Override
  public String name() {
    return "WebP";
  }

  @Override
  public boolean matches(EncodedBytes bytes) {
    return bytes.has(0, "RIFF") && bytes.has(8, "WEBP");
  }

  @Override
  public ImageHeader read(EncodedBytes bytes, ImageLimits limits) throws RefusedImage {
    return WebpStructure.read(bytes, limits);
  }
}
