package io.afterimage.console.images;

import java.util.ArrayList;
import java.util.List;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.Point;
import org.opencv.core.Scalar;
import org.opencv.imgcodecs.Imgcodecs;
import org.opencv.imgproc.Imgproc;

/**
 * Draws why an image is not shown. By OpenCV, whose letters need no fonts on the machine; an {@link
 * io.afterimage.images.ImageDecoder} has loaded it.
 */
final class Placeholder {

  private static final Scalar GREY = Scalar.all(236);
  private static final Scalar INK = Scalar.all(84);

  /** Of a side of 256; letters of this size are as wide on average. */
  private static final int LETTERS_IN_A_LINE = 26;

  private static final int MOST_LINES = 7;
  private static final int FONT = Imgproc.FONT_HERSHEY_SIMPLEX;

  private Placeholder() {}

  /** A JPEG: square, smaller than the largest image of that size. */
  static byte[] draw(String reason, ImageSize size) {
    int side = Math.min(size.side(), 512);
    double scale = side / 256.0;
    Mat image = new Mat(side, side, CvType.CV_8UC3, GREY);
    MatOfByte encoded = new MatOfByte();
    try {
      int line = 0;
      for (String text : lines(ascii(reason))) {
        Point at = new Point(12 * scale, (48 + 26 * line) * scale);
        Imgproc.putText(
            image, text, at, FONT, 0.5 * scale, INK, (int) Math.round(scale), Imgproc.LINE_AA);
        line++;
      }
      if (!Imgcodecs.imencode(".jpg", image, encoded)) {
        throw new IllegalStateException("OpenCV cannot encode JPEG");
      }
      return encoded.toArray();
    } finally {
      image.release();
      encoded.release();
    }
  }

  /** All that these letters can write. */
  private static String ascii(String text) {
    return text.replaceAll("[^ -~]", "?");
  }

  static List<String> lines(String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      String rest = word;
      while (!rest.isEmpty()) {
        String piece = rest.substring(0, Math.min(LETTERS_IN_A_LINE, rest.length()));
        if (line.length() + 1 + piece.length() > LETTERS_IN_A_LINE && line.length() > 0) {
          lines.add(line.toString());
          line.setLength(0);
        }
        line.append(line.length() == 0 ? "" : " ").append(piece);
        rest = rest.substring(piece.length());
      }
    }
    lines.add(line.toString());
    return lines.size() <= MOST_LINES ? lines : lines.subList(0, MOST_LINES);
  }
}
