package io.afterimage.images;

import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Scalar;

/**
 * Draws a BMP onto white, row by row. OpenCV's decoder is not used: it takes bit fields of 32 bits
 * for blue, green and red, refuses those of 16 bits behind a long header, makes white of 5 bits
 * 248, and loses rows of run-length coded files that run past their end. The Java platform's reader
 * keeps the whole image on the heap.
 */
final class BmpPixels {

  private static final int BLUE_GREEN_RED = 3;

  private final EncodedBytes bytes;
  private final BmpStructure structure;
  private final Mat image;
  private final int width;
  private final int height;
  private final byte[] row;
  private final byte[] palette = new byte[256 * BLUE_GREEN_RED];

  private BmpPixels(EncodedBytes bytes, BmpStructure structure, Mat image) throws RefusedImage {
    this.bytes = bytes;
    this.structure = structure;
    this.image = image;
    width = structure.width();
    height = structure.height();
    row = new byte[width * BLUE_GREEN_RED];
    EncodedBytes colours = structure.palette();
    for (int i = 0; i < colours.length() / structure.entryBytes(); i++) {
      for (int channel = 0; channel < BLUE_GREEN_RED; channel++) {
        palette[BLUE_GREEN_RED * i + channel] =
            (byte) colours.u8((long) i * structure.entryBytes() + channel);
      }
    }
  }

  /** The image as BGR of 8 bits, owned by {@code mats}. */
  static Mat decode(EncodedBytes bytes, BmpStructure structure, Mats mats) throws RefusedImage {
    Mat image = mats.own(new Mat(structure.height(), structure.width(), CvType.CV_8UC3));
    BmpPixels pixels = new BmpPixels(bytes, structure, image);
    if (structure.runs()) {
      pixels.drawRuns();
    } else {
      pixels.drawRows();
    }
    return image;
  }

  private void drawRows() throws RefusedImage {
    int depth = structure.depth();
    Channels channels = new Channels(structure.masks());
    long at = structure.data();
    for (int y = 0; y < height; y++) {
      switch (depth) {
        case 16, 32 -> {
          for (int x = 0; x < width; x++) {
            long pixel = depth == 16 ? bytes.u16le(at + 2L * x) : bytes.u32le(at + 4L * x);
            channels.write(pixel, row, BLUE_GREEN_RED * x);
          }
        }
        case 24 -> System.arraycopy(bytes.array(), bytes.from() + (int) at, row, 0, row.length);
        default -> {
          for (int x = 0; x < width; x++) {
            long bit = (long) x * depth;
            int index = bytes.u8(at + bit / 8) >> (8 - depth - bit % 8) & (1 << depth) - 1;
            colour(x, index);
          }
        }
      }
      put(y);
      at += BmpStructure.rowBytes(width, depth);
    }
  }

  /**
   * Runs past a row's end are clipped, as ImageMagick writes them; what is skipped shows the first
   * colour.
   */
  private void drawRuns() throws RefusedImage {
    image.setTo(new Scalar(palette[0] & 0xff, palette[1] & 0xff, palette[2] & 0xff));
    clearRow();
    boolean nibbles = structure.depth() == 4;
    long at = structure.data();
    int x = 0;
    int y = 0;
    while (y < height) {
      if (at + 2 > bytes.length()) {
        if (y == height - 1 && x >= width) {
          break;
        }
        throw new RefusedImage(
            RefusalReason.TRUNCATED, "ends after " + bytes.length() + " bytes, in row " + y);
      }
      int count = bytes.u8(at);
      int value = bytes.u8(at + 1);
      at += 2;
      if (count > 0) {
        for (int i = 0; i < count; i++) {
          colour(x++, nibbles ? nibble(value, i) : value);
        }
      } else if (value > 2) {
        for (int i = 0; i < value; i++) {
          colour(x++, nibbles ? nibble(bytes.u8(at + i / 2), i) : bytes.u8(at + i));
        }
        int stored = nibbles ? (value + 1) / 2 : value;
        at += stored + (stored & 1);
      } else {
        int rows = value == 0 ? 1 : value == 1 ? height - y : bytes.u8(at + 1);
        x = value == 0 ? 0 : value == 1 ? x : x + bytes.u8(at);
        at += value == 2 ? 2 : 0;
        if (rows > 0) {
          put(y);
          y += rows;
          clearRow();
        }
      }
    }
    if (y < height) {
      put(y);
    }
  }

  private static int nibble(int pair, int index) {
    return index % 2 == 0 ? pair >> 4 : pair & 15;
  }

  private void clearRow() {
    for (int x = 0; x < width; x++) {
      colour(x, 0);
    }
  }

  private void colour(int x, int index) {
    if (x < width) {
      System.arraycopy(palette, BLUE_GREEN_RED * index, row, BLUE_GREEN_RED * x, BLUE_GREEN_RED);
    }
  }

  /** Writes the row that is the y-th stored. */
  private void put(int y) {
    image.put(structure.topDown() ? y : height - 1 - y, 0, row);
  }

  /** Takes the channels out of a pixel, each spread over 0 to 255, and lays them on white. */
  private static final class Channels {

    private final Channel blue;
    private final Channel green;
    private final Channel red;
    private final Channel alpha;

    Channels(BmpStructure.Masks masks) {
      blue = new Channel(masks.blue());
      green = new Channel(masks.green());
      red = new Channel(masks.red());
      alpha = new Channel(masks.alpha());
    }

    void write(long pixel, byte[] row, int at) {
      int opacity = alpha.most == 0 ? 255 : alpha.of(pixel);
      row[at] = onWhite(blue.of(pixel), opacity);
      row[at + 1] = onWhite(green.of(pixel), opacity);
      row[at + 2] = onWhite(red.of(pixel), opacity);
    }

    private static byte onWhite(int level, int opacity) {
      return (byte) (opacity == 255 ? level : 255 - ((255 - level) * opacity + 127) / 255);
    }
  }

  private static final class Channel {

    private final int shift;
    private final long most;

    Channel(long mask) {
      shift = Long.numberOfTrailingZeros(mask);
      most = mask == 0 ? 0 : mask >>> shift;
    }

    int of(long pixel) {
      long level = pixel >>> shift & most;
      return most == 255 ? (int) level : (int) ((level * 255 + most / 2) / most);
    }
  }
}
