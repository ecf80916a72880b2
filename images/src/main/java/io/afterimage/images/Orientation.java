package io.afterimage.images;

import org.opencv.core.Core;
import org.opencv.core.Mat;

/**
 * How a stored image is turned to stand upright: EXIF tag 0x0112, values 1 to 8 in this order. Each
 * is a transposition (or none) followed by a flip (or none).
 */
enum Orientation {
  UPRIGHT(false, Orientation.NO_FLIP),
  MIRRORED(false, Orientation.LEFT_RIGHT),
  UPSIDE_DOWN(false, Orientation.BOTH),
  MIRRORED_UPSIDE_DOWN(false, Orientation.TOP_BOTTOM),
  TRANSPOSED(true, Orientation.NO_FLIP),
  TURN_RIGHT(true, Orientation.LEFT_RIGHT),
  TRANSVERSE(true, Orientation.BOTH),
  TURN_LEFT(true, Orientation.TOP_BOTTOM);

  /** OpenCV's flip codes, and one of our own for none. */
  private static final int LEFT_RIGHT = 1;

  private static final int TOP_BOTTOM = 0;
  private static final int BOTH = -1;
  private static final int NO_FLIP = 2;

  private final boolean transposes;
  private final int flip;

  Orientation(boolean transposes, int flip) {
    this.transposes = transposes;
    this.flip = flip;
  }

  /** The orientation of an EXIF value; a value outside 1 to 8 means upright. */
  static Orientation ofExif(int value) {
    return value >= 1 && value <= values().length ? values()[value - 1] : UPRIGHT;
  }

  /** Whether width and height change places. */
  boolean transposes() {
    return transposes;
  }

  /** The image turned upright: {@code stored} itself, or a Mat owned by {@code mats}. */
  Mat upright(Mat stored, Mats mats) {
    Mat image = stored;
    if (transposes) {
      Mat transposed = mats.create();
      Core.transpose(image, transposed);
      image = transposed;
    }
    if (flip != NO_FLIP) {
      Mat flipped = mats.create();
      Core.flip(image, flipped, flip);
      image = flipped;
    }
    return image;
  }
}
