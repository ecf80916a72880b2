package io.afterimage.images;

/**
 * What an image's structure says before any pixel is decoded. Reading it checks what can be told
 * without decoding; whether the data of the pixels is all there is found while it is decoded.
 *
 * @param width as stored, before the orientation is applied
 * @param height as stored, before the orientation is applied
 * @param codecInput what OpenCV gets
 */
record ImageHeader(
    ImageFormat format,
    int width,
    int height,
    Orientation orientation,
    Transparency transparency,
    CodecInput codecInput) {

  /**
   * Reads and checks an image's structure.
   *
   * @throws RefusedImage as no image, unsupported, truncated, corrupt or with too many pixels
   */
  static ImageHeader read(EncodedBytes bytes, ImageLimits limits) throws RefusedImage {
    ImageFormat format = ImageFormat.of(bytes);
    try {
      return switch (format) {
        case JPEG -> JpegStructure.read(bytes, limits);
        case PNG -> PngStructure.read(bytes, limits);
        case WEBP -> WebpStructure.read(bytes, limits);
        case BMP -> BmpStructure.read(bytes, limits).header();
        case GIF -> GifStructure.read(bytes, limits).header();
      };
    } catch (RefusedImage refused) {
      throw refused.in(format);
    }
  }
}
