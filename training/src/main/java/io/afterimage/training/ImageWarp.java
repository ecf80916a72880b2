package io.afterimage.training;

import io.afterimage.images.NativeOpenCv;
import java.nio.ByteBuffer;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Size;
import org.opencv.imgproc.Imgproc;

/**
 * Mirrors, turns and shifts images, uint8 RGB. Turning is about {@code ((width - 1) / 2, (height -
 * 1) / 2)}, all of it in one bilinear step, and what comes in from outside is the image reflected
 * at its edges with the edge repeated ({@code dcba|abcd|dcba}), as Keras' {@code RandomFlip},
 * {@code RandomRotation} and {@code RandomTranslation} do. Thread-safe.
 *
 * @param height of the images in pixels
 * @param width of the images in pixels
 */
record ImageWarp(int height, int width) {

  static {
    NativeOpenCv.load();
  }

  /**
   * Writes the varied image.
   *
   * @param rgb height x width x 3 bytes
   * @param target a direct buffer of as many bytes, written from its position 0
   */
  void write(byte[] rgb, Variation variation, ByteBuffer target) {
    Mat source = new Mat(height, width, CvType.CV_8UC3);
    Mat varied = new Mat(height, width, CvType.CV_8UC3, target);
    Mat toSource = toSource(variation);
    try {
      source.put(0, 0, rgb);
      Imgproc.warpAffine(
          source,
          varied,
          toSource,
          new Size(width, height),
          Imgproc.INTER_LINEAR | Imgproc.WARP_INVERSE_MAP,
          Core.BORDER_REFLECT);
    } finally {
      toSource.release();
      varied.release();
      source.release();
    }
  }

  /** The 2x3 matrix that takes a place in the result to its place in the source. */
  private Mat toSource(Variation variation) {
    double cos = Math.cos(variation.angle());
    double sin = Math.sin(variation.angle());
    double x = (width - 1) / 2.0;
    double y = (height - 1) / 2.0;
    double u = x + variation.right() * width;
    double v = y + variation.down() * height;
    double sign = variation.mirrored() ? -1 : 1;
    Mat matrix = new Mat(2, 3, CvType.CV_64F);
    matrix.put(
        0,
        0,
        sign * cos,
        -sign * sin,
        x - sign * (cos * u - sin * v),
        sin,
        cos,
        y - sin * u - cos * v);
    return matrix;
  }
}
