package io.afterimage.cli.report;

import io.afterimage.images.InputSpec;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;

/** Images side by side with a line or two under each. */
final class ImageGrid {

  private static final int LARGEST = 168;
  private static final int GAP = 12;
  private static final int LINE = 17;
  private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 13);

  private ImageGrid() {}

  /**
   * One image of the grid.
   *
   * @param rgb height x width x 3 bytes
   * @param captions lines under it
   * @param colour of the lines
   */
  record Cell(byte[] rgb, List<String> captions, Color colour) {
    Cell {
      captions = List.copyOf(captions);
    }
  }

  /** Draws the cells row by row; small images keep their pixels visible, all of one size. */
  static BufferedImage draw(List<Cell> cells, InputSpec input, int columns) {
    int lines = cells.stream().mapToInt(cell -> cell.captions().size()).max().orElse(0);
    int rows = (cells.size() + columns - 1) / columns;
    boolean small = input.width() < LARGEST / 2;
    int side = small ? LARGEST / input.width() * input.width() : LARGEST;
    int rowHeight = side + lines * LINE + GAP;
    BufferedImage image =
        new BufferedImage(
            Math.min(columns, cells.size()) * (side + GAP) - GAP,
            rows * rowHeight,
            BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION,
        small
            ? RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR
            : RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
    graphics.setFont(FONT);
    for (int i = 0; i < cells.size(); i++) {
      int x = i % columns * (side + GAP);
      int y = i / columns * rowHeight;
      graphics.drawImage(image(cells.get(i).rgb(), input), x, y, side, side, null);
      graphics.setColor(cells.get(i).colour());
      int line = 1;
      for (String caption : cells.get(i).captions()) {
        graphics.drawString(
            fitted(caption, graphics.getFontMetrics(), side), x, y + side + line++ * LINE);
      }
    }
    graphics.dispose();
    return image;
  }

  private static String fitted(String text, FontMetrics metrics, int width) {
    String fitted = text;
    while (fitted.length() > 2 && metrics.stringWidth(fitted) > width) {
      fitted = fitted.substring(0, fitted.length() - 2) + "…";
    }
    return fitted;
  }

  private static BufferedImage image(byte[] rgb, InputSpec input) {
    BufferedImage image =
        new BufferedImage(input.width(), input.height(), BufferedImage.TYPE_INT_RGB);
    for (int pixel = 0; pixel < rgb.length / 3; pixel++) {
      int value =
          (rgb[pixel * 3] & 0xff) << 16
              | (rgb[pixel * 3 + 1] & 0xff) << 8
              | (rgb[pixel * 3 + 2] & 0xff);
      image.setRGB(pixel % input.width(), pixel / input.width(), value);
    }
    return image;
  }
}
