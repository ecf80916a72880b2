package io.afterimage.cli.report;

import io.afterimage.trainer.validation.ClassScore;
import io.afterimage.trainer.validation.Evaluation;
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

  private static final int CELL = 52;
  private static final int MARGIN = 16;
  private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
  private static final Color DEEP = new Color(0x1f, 0x4e, 0x79);

  private ConfusionFigure() {}

  static BufferedImage draw(Evaluation evaluation) {
    List<String> rows = evaluation.classes().stream().map(ClassScore::label).toList();
    List<String> columns = new ArrayList<>(rows);
    if (evaluation.confusion().get(0).size() > rows.size()) {
      columns.add("other");
    }
    FontMetrics metrics =
        new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics().getFontMetrics(FONT);
    int widest = columns.stream().mapToInt(metrics::stringWidth).max().orElse(0);
    int left = widest + 3 * MARGIN + metrics.getHeight();
    int top = widest + 3 * MARGIN + metrics.getHeight();
    BufferedImage image =
        new BufferedImage(
            left + columns.size() * CELL + MARGIN,
            top + rows.size() * CELL + MARGIN,
            BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
    graphics.setFont(FONT);
    graphics.setColor(Color.DARK_GRAY);
    graphics.drawString("answered", left, MARGIN + metrics.getAscent());
    turned(graphics, "true", MARGIN + metrics.getAscent(), top + metrics.stringWidth("true"));
    for (int column = 0; column < columns.size(); column++) {
      int x = left + column * CELL + CELL / 2 + metrics.getAscent() / 2;
      turned(graphics, columns.get(column), x, top - MARGIN / 2);
    }
    for (int row = 0; row < rows.size(); row++) {
      int y = top + row * CELL;
      graphics.setColor(Color.DARK_GRAY);
      graphics.drawString(
          rows.get(row),
          left - MARGIN / 2 - metrics.stringWidth(rows.get(row)),
          y + CELL / 2 + metrics.getAscent() / 2);
      drawRow(graphics, evaluation.confusion().get(row), left, y, metrics);
    }
    graphics.dispose();
    return image;
  }

  private static void drawRow(
      Graphics2D graphics, List<Integer> counts, int left, int y, FontMetrics metrics) {
    int all = Math.max(1, counts.stream().mapToInt(Integer::intValue).sum());
    for (int column = 0; column < counts.size(); column++) {
      double share = (double) counts.get(column) / all;
      int x = left + column * CELL;
      graphics.setColor(shade(share));
      graphics.fillRect(x, y, CELL - 1, CELL - 1);
      graphics.setColor(share > 0.5 ? Color.WHITE : Color.BLACK);
      String text = counts.get(column).toString();
      graphics.drawString(
          text, x + (CELL - metrics.stringWidth(text)) / 2, y + CELL / 2 + metrics.getAscent() / 2);
    }
  }

  /** From nearly white to deep blue. */
  private static Color shade(double share) {
    return new Color(
        (int) (245 + (DEEP.getRed() - 245) * share),
        (int) (247 + (DEEP.getGreen() - 247) * share),
        (int) (250 + (DEEP.getBlue() - 250) * share));
  }

  private static void turned(Graphics2D graphics, String text, int x, int y) {
    AffineTransform before = graphics.getTransform();
    graphics.rotate(-Math.PI / 2, x, y);
    graphics.drawString(text, x, y);
    graphics.setTransform(before);
  }
}
