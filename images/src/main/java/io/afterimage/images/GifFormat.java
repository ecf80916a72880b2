package io.afterimage.images;

/** GIF (89a and 87a); of an animation the first frame. */
final class GifFormat implements ImageFormat {

  @Override
  public String name() {
    return "GIF";
  }

  @Override
  public boolean matches(EncodedBytes bytes) {
    return bytes.has(0, "GIF87a") || bytes.has(0, "GIF89a");
  }

  @Override
  public ImageHeader read(EncodedBytes bytes, ImageLimits limits) throws RefusedImage {
    GifStructure structure = GifStructure.read(bytes, limits);
    return new ImageHeader(
        structure.width(),
        structure.height(),
        Orientation.UPRIGHT,
        (width, height, mats) -> GifFrame.decode(bytes, structure, mats));
  }
}
