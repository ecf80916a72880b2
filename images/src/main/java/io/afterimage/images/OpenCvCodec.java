package io.afterimage.images;

import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Scalar;
import org.opencv.imgcodecs.Imgcodecs;
import org.opencv.imgproc.Imgproc;

/**
 * Decodes with OpenCV.
 *
 * @param bytes the whole file
 * @param input what OpenCV gets of it
 * @param image all of the image
 * @param mostReduced what both sides can be divided by while decoding: a power of two up to 8
 * @param bufferBytes native memory beside the decoded image, for each pixel of the image whatever
 *     size it is decoded at
 */
record OpenCvCodec(
    EncodedBytes bytes,
    CodecInput input,
    Area image,
    Transparency transparency,
    int mostReduced,
    double bufferBytes)
    implements Codec {

  private static final double WHITE = 255;
  private static final double WHITE_16 = 65535;
  private static final int ALPHA_CHANNEL = 3;

  /** Blending a strip with white temporarily takes up to some 20 bytes a pixel. */
  private static final int STRIP_PIXELS = 64 * 1024;

  /** For opaque images that can be decoded at a half, a quarter or an eighth of their size. */
  static OpenCvCodec reducing(EncodedBytes bytes, CodecInput input, double bufferBytes) {
    return new OpenCvCodec(bytes, input, input.area(), new Transparency.None(), 8, bufferBytes);
  }

  @Override
  public Mat decode(int width, int height, Mats mats) throws RefusedImage {
    boolean opaque = transparency instanceof Transparency.None;
    Mat encoded = mats.own(input.joined());
    int flags = opaque ? opaqueFlags(reduction(width, height)) : Imgcodecs.IMREAD_UNCHANGED;
    Mat decoded = mats.own(Imgcodecs.imdecode(encoded, flags));
    encoded.release();
    if (decoded.empty()) {
      throw incomplete();
    }
    Mat pixels = opaque ? decoded : onWhite(decoded, transparency, mats);
    return input.area().equals(image) ? pixels : placed(pixels, mats);
  }

  @Override
  public double bytesPerPixel(int width, int height) {
    double reduction = reduction(width, height);
    return bufferBytes + PIXEL_BYTES / (reduction * reduction);
  }

  @Override
  public long copiedBytes() {
    return bytes.length();
  }

  /** OpenCV does not tell whether the data ends early or is damaged. */
  private RefusedImage incomplete() {
    if (input.open()) {
      return new RefusedImage(
          RefusalReason.TRUNCATED,
          "ends after " + bytes.length() + " bytes, before the last pixel's data");
    }
    return RefusedImage.corrupt(
        "the codec cannot decode all pixels: their data is damaged or ends too early");
  }

  /** A frame on a white screen. */
  private Mat placed(Mat frame, Mats mats) {
    Area area = input.area();
    Mat screen =
        mats.own(new Mat(image.height(), image.width(), CvType.CV_8UC3, Scalar.all(WHITE)));
    frame.copyTo(
        mats.own(
            screen.submat(
                area.top(), area.top() + area.height(), area.left(), area.left() + area.width())));
    frame.release();
    return screen;
  }

  private static int opaqueFlags(int reduction) {
    int colour =
        switch (reduction) {
          case 8 -> Imgcodecs.IMREAD_REDUCED_COLOR_8;
          case 4 -> Imgcodecs.IMREAD_REDUCED_COLOR_4;
          case 2 -> Imgcodecs.IMREAD_REDUCED_COLOR_2;
          default -> Imgcodecs.IMREAD_COLOR;
        };
    return colour | Imgcodecs.IMREAD_IGNORE_ORIENTATION;
  }

  /** What both sides are divided by while decoding, so that the wanted size is covered. */
  private int reduction(int width, int height) {
    int reduction = mostReduced;
    while (reduction > 1
        && (image.width() / reduction < width || image.height() / reduction < height)) {
      reduction /= 2;
    }
    return reduction;
  }

  /** Strip by strip, so that beside the decoded image only the result is kept as a whole. */
  private static Mat onWhite(Mat decoded, Transparency transparency, Mats mats) {
    if (decoded.total() <= STRIP_PIXELS) {
      return stripOnWhite(decoded, transparency, mats);
    }
    Mat opaque = mats.own(new Mat(decoded.rows(), decoded.cols(), CvType.CV_8UC3));
    int rows = Math.max(1, STRIP_PIXELS / decoded.cols());
    for (int from = 0; from < decoded.rows(); from += rows) {
      int to = Math.min(decoded.rows(), from + rows);
      try (Mats ofStrip = new Mats()) {
        Mat strip = ofStrip.own(decoded.rowRange(from, to));
        stripOnWhite(strip, transparency, ofStrip).copyTo(ofStrip.own(opaque.rowRange(from, to)));
      }
    }
    decoded.release();
    return opaque;
  }

  /** Lays an unchanged image of 1, 3 or 4 channels and 8 or 16 bits on white. */
  private static Mat stripOnWhite(Mat decoded, Transparency transparency, Mats mats) {
    if (transparency instanceof Transparency.GreyKey key) {
      whiten(decoded, key, mats);
    }
    Mat image = decoded.depth() == CvType.CV_8U ? decoded : eightBits(decoded, mats);
    return switch (image.channels()) {
      case 1 -> converted(image, Imgproc.COLOR_GRAY2BGR, mats);
      case 4 -> composed(image, mats);
      default -> image;
    };
  }

  private static void whiten(Mat image, Transparency.GreyKey key, Mats mats) {
    Scalar level = Scalar.all(key.level());
    Mat mask = mats.create();
    Core.inRange(image, level, level, mask);
    image.setTo(Scalar.all(image.depth() == CvType.CV_8U ? WHITE : WHITE_16), mask);
    mask.release();
  }

  private static Mat eightBits(Mat sixteen, Mats mats) {
    Mat eight = mats.create();
    sixteen.convertTo(eight, CvType.CV_8U, WHITE / WHITE_16);
    sixteen.release();
    return eight;
  }

  private static Mat converted(Mat image, int conversion, Mats mats) {
    Mat converted = mats.create();
    Imgproc.cvtColor(image, converted, conversion);
    image.release();
    return converted;
  }

  /** Each channel becomes {@code colour * alpha + white * (1 - alpha)}. */
  private static Mat composed(Mat image, Mats mats) {
    Mat alpha = mats.create();
    Mat alphaOfColours = mats.create();
    Mat background = mats.create();
    Core.extractChannel(image, alpha, ALPHA_CHANNEL);
    Imgproc.cvtColor(alpha, alphaOfColours, Imgproc.COLOR_GRAY2BGR);
    Core.bitwise_not(alphaOfColours, background);
    Mat composed = converted(image, Imgproc.COLOR_BGRA2BGR, mats);
    Core.multiply(composed, alphaOfColours, composed, 1 / WHITE);
    Core.add(composed, background, composed);
    return composed;
  }
}
