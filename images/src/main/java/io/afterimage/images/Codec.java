package io.afterimage.images;

import org.opencv.core.Mat;

/** Decodes one image, whose structure was found right. */
@FunctionalInterface
interface Codec {

  /** What a pixel of the decoded image takes. */
  int PIXEL_BYTES = 3;

  /**
   * The image as stored (the orientation is not applied), opaque, as BGR of 8 bits: at its own size
   * or, where that costs less, at a smaller one that covers the wanted size.
   *
   * @return a matrix owned by {@code mats}
   * @throws RefusedImage if data of pixels is damaged or missing
   */
  Mat decode(int width, int height, Mats mats) throws RefusedImage;

  /**
   * The native memory that decoding takes at its peak for each pixel of the image, the decoded
   * image included, in bytes.
   */
  default double bytesPerPixel(int width, int height) {
    return PIXEL_BYTES;
  }

  /** How much of the encoded image is copied to native memory, in bytes. */
  default long copiedBytes() {
    return 0;
  }
}
