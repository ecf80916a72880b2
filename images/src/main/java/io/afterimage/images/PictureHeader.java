package io.afterimage.images;

/**
 * What a picture's structure says before any pixel is decoded. Reading it checks what can be told
 * without decoding; whether the data of the pixels is all there is found while it is decoded.
 *
 * @param width as stored, before the orientation is applied
 * @param height as stored, before the orientation is applied
 * @param codecInput what OpenCV gets
 */
record PictureHeader(
    PictureFormat format,
    int width,
    int height,
    Orientation orientation,
    Transparency transparency,
    CodecInput codecInput) {

  /**
   * Reads and checks a picture's structure.
   *
   * @throws RefusedPicture as no picture, unsupported, truncated, corrupt or with too many pixels
   */
  static PictureHeader read(EncodedBytes bytes, PictureLimits limits) throws RefusedPicture {
    PictureFormat format = PictureFormat.of(bytes);
    try {
      return switch (format) {
        case JPEG -> JpegStructure.read(bytes, limits);
        case PNG -> PngStructure.read(bytes, limits);
        case WEBP -> WebpStructure.read(bytes, limits);
        case BMP -> BmpStructure.read(bytes, limits).header();
        case GIF -> GifStructure.read(bytes, limits).header();
      };
    } catch (RefusedPicture refused) {
      throw refused.in(format);
    }
  }
}
