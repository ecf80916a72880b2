package io.afterimage.images;

import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Scalar;

/** Draws a GIF's first frame onto a white screen. */
final class GifFrame {

  /** First row and distance of the rows of the four interlaced passes. */
  private static final int[][] PASSES = {{0, 8}, {4, 8}, {2, 4}, {1, 2}};

  private static final int[][] ONE_PASS = {{0, 1}};

  private final GifStructure structure;
  private final GifLzw indices;
  private final byte[] palette = new byte[256 * 3];
  private final byte[] row;
  private final byte[] blueGreenRed;

  private GifFrame(EncodedBytes bytes, GifStructure structure) throws RefusedImage {
    this.structure = structure;
    EncodedBytes colours = structure.colours();
    for (int i = 0; i < colours.length(); i++) {
      palette[i / 3 * 3 + 2 - i % 3] = (byte) colours.u8(i);
    }
    indices = new GifLzw(bytes, structure.data());
    row = new byte[structure.frame().width()];
    blueGreenRed = new byte[row.length * 3];
  }

  /** The screen as BGR of 8 bits, owned by {@code mats}. */
  static Mat decode(EncodedBytes bytes, GifStructure structure, Mats mats) throws RefusedImage {
    Mat screen =
        mats.own(new Mat(structure.height(), structure.width(), CvType.CV_8UC3, Scalar.all(255)));
    new GifFrame(bytes, structure).draw(screen);
    return screen;
  }

  private void draw(Mat screen) throws RefusedImage {
    Area frame = structure.frame();
    for (int[] pass : structure.interlaced() ? PASSES : ONE_PASS) {
      for (int y = pass[0]; y < frame.height(); y += pass[1]) {
        indices.read(row);
        colour();
        screen.put(frame.top() + y, frame.left(), blueGreenRed);
      }
    }
  }

  private void colour() {
    for (int x = 0; x < row.length; x++) {
      int index = row[x] & 0xff;
      for (int channel = 0; channel < 3; channel++) {
        blueGreenRed[3 * x + channel] =
            index == structure.transparentIndex() ? (byte) 255 : palette[3 * index + channel];
      }
    }
  }
}
