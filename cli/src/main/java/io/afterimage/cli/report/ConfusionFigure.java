package io.afterimage.cli.report;

import io.afterimage.training.validation.ClassScore;
import io.afterimage.training.validation.Evaluation;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/** The confusion matrix: a row for each true class, coloured by its share of the row. */
final class ConfusionFigure {

  /** With more the figure is too large to be read. */
  static final int MOST_CLASSES = 40;

  private static final int CELL = 60;
  private static final int GAP = 10;
  private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
  private static final Font AXIS = FONT.deriveFont(Font.BOLD);
  private static final Color DEEP = new Color(0x1f, 0x4e, 0x79);

  private final Evaluation evaluation;
  private final List<String> rows;
  private final List<String> columns;
  private final FontMetrics metrics;
  private final boolean upright;
  private final int left;
  private final int top;

  private ConfusionFigure(Evaluation evaluation) {
    this.evaluation = evaluation;
    rows = evaluation.classes().stream().map(ClassScore::label).toList();
    columns = new ArrayList<>(rows);
    if (evaluation.confusion().get(0).size() > rows.size()) {
      columns.add("other");
    }
    metrics =
        new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics().getFontMetrics(FONT);
    int widest = columns.stream().mapToInt(metrics::stringWidth).max().orElse(0);
    upright = widest > CELL - GAP;
    left = metrics.getHeight() + widest + 3 * GAP;
    top = metrics.getHeight() + (upright ? widest : metrics.getHeight()) + 3 * GAP;
  }

  static BufferedImage draw(Evaluation evaluation) {
    return new ConfusionFigure(evaluation).draw();
  }

  private BufferedImage draw() {
    int width = columns.size() * CELL;
    int height = rows.size() * CELL;
    BufferedImage image =
        new BufferedImage(left + width + GAP, top + height + GAP, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
    graphics.setColor(Color.DARK_GRAY);
    graphics.setFont(AXIS);
    FontMetrics bold = graphics.getFontMetrics();
    graphics.drawString(
        "predicted", left + (width - bold.stringWidth("predicted")) / 2, GAP + bold.getAscent());
    turned(graphics, "true", GAP + bold.getAscent(), top + (height + bold.stringWidth("true")) / 2);
    graphics.setFont(FONT);
    for (int column = 0; column < columns.size(); column++) {
      heading(graphics, columns.get(column), left + column * CELL + CELL / 2);
    }
    for (int row = 0; row < rows.size(); row++) {
      drawRow(graphics, row, top + row * CELL);
    }
    graphics.dispose();
    return image;
  }

  private void heading(Graphics2D graphics, String label, int centre) {
    graphics.setColor(Color.DARK_GRAY);
    if (upright) {
      turned(graphics, label, centre + metrics.getAscent() / 2, top - GAP);
    } else {
      graphics.drawString(label, centre - metrics.stringWidth(label) / 2, top - GAP);
    }
  }

  private void drawRow(Graphics2D graphics, int row, int y) {
    int base = y + CELL / 2 + metrics.getAscent() / 2;
    graphics.setColor(Color.DARK_GRAY);
    graphics.drawString(rows.get(row), left - GAP - metrics.stringWidth(rows.get(row)), base);
    List<Integer> counts = evaluation.confusion().get(row);
    int all = Math.max(1, counts.stream().mapToInt(Integer::intValue).sum());
    for (int column = 0; column < counts.size(); column++) {
      double share = (double) counts.get(column) / all;
      int x = left + column * CELL;
      graphics.setColor(shade(share));
      graphics.fillRect(x, y, CELL - 1, CELL - 1);
      graphics.setColor(ink(shade(share)));
      String text = counts.get(column).toString();
      graphics.drawString(text, x + (CELL - metrics.stringWidth(text)) / 2, base);
    }
  }

  /** From nearly white to deep blue. */
  static Color shade(double share) {
    return new Color(
        (int) (245 + (DEEP.getRed() - 245) * share),
        (int) (247 + (DEEP.getGreen() - 247) * share),
        (int) (250 + (DEEP.getBlue() - 250) * share));
  }

  /** Black or white, whichever has the higher contrast, as WCAG 2.2 defines it. */
  static Color ink(Color ground) {
    double luminance =
        0.2126 * linear(ground.getRed())
            + 0.7152 * linear(ground.getGreen())
            + 0.0722 * linear(ground.getBlue());
    return (luminance + 0.05) / 0.05 > 1.05 / (luminance + 0.05) ? Color.BLACK : Color.WHITE;
  }

  /** A channel of sRGB as light. */
  private static double linear(int channel) {
    double value = channel / 255.0;
    return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
  }

  private static void turned(Graphics2D graphics, String text, int x, int y) {
    AffineTransform before = graphics.getTransform();
    graphics.rotate(-Math.PI / 2, x, y);
    graphics.drawString(text, x, y);
    graphics.setTransform(before);
  }
}
