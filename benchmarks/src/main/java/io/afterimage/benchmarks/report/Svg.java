package io.afterimage.benchmarks.report;

import java.util.Locale;

/** An SVG document in the making: sharp at any size, and a text file of a few kilobytes. */
final class Svg {

  private final StringBuilder document = new StringBuilder();

  /** A place of the document, to the right and down. */
  record Place(double x, double y) {

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%.1f,%.1f", x, y);
    }
  }

  /** White, so that it reads on a dark page too. */
  Svg(int width, int height) {
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
            + " font-family=\"sans-serif\" font-size=\"12\" fill=\"#333\">",
        width, height, width, height);
    add("<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>", width, height);
  }

  /** What follows counts from this place. */
  void begin(int x, int y) {
    add("<g transform=\"translate(%d,%d)\">", x, y);
  }

  void end() {
    add("</g>");
  }

  /**
   * A broken line.
   *
   * @param places separated by blanks
   */
  void line(String places, String colour, boolean dashed) {
    add(
        "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"%s/>",
        places, colour, dashed ? " stroke-dasharray=\"6 4\"" : "");
  }

  void rule(Place from, Place to, String colour) {
    add(
        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>",
        from.x(), from.y(), to.x(), to.y(), colour);
  }

  /**
   * A line of text.
   *
   * @param anchor which part of it is at the place: {@code start}, {@code middle} or {@code end}
   */
  void text(Place at, String anchor, String text) {
    add(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
        at.x(), at.y(), anchor, escaped(text));
  }

  void title(Place at, String text) {
    add(
        "<text x=\"%.1f\" y=\"%.1f\" font-size=\"13\" font-weight=\"bold\">%s</text>",
        at.x(), at.y(), escaped(text));
  }

  /** From below upwards, its middle at the place. */
  void upright(Place at, String text) {
    add(
        "<text transform=\"translate(%s) rotate(-90)\" text-anchor=\"middle\">%s</text>",
        at, escaped(text));
  }

  /** The whole document. */
  String finish() {
    return document + "</svg>\n";
  }

  private void add(String form, Object... values) {
    document.append(String.format(Locale.ROOT, form, values)).append('\n');
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
