package io.afterimage.benchmarks.dashboards;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Draws the data of a dashboard's queries: one picture for each dashboard. This is not Grafana, but
 * the same queries.
 *
 * @param check gives Prometheus and the time
 */
record Plots(QueryCheck check) {

  private static final int COLUMNS = 3;
  private static final int WIDTH = 520;
  private static final int HEIGHT = 300;
  private static final int TITLE = 40;
  private static final int MOST_SERIES = 12;

  /** Writes {@code NAME.png} into the folder. */
  Path write(Dashboard dashboard, Path folder) {
    List<XYChart> charts =
        dashboard.panels().stream()
            .filter(panel -> !panel.title().startsWith("annotation"))
            .map(this::chart)
            .toList();
    int rows = (charts.size() + COLUMNS - 1) / COLUMNS;
    BufferedImage page =
        new BufferedImage(COLUMNS * WIDTH, TITLE + rows * HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = page.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, page.getWidth(), page.getHeight());
    graphics.setColor(Color.DARK_GRAY);
    graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 18));
    graphics.drawString(dashboard.title() + " (its queries, not drawn by Grafana)", 12, 27);
    for (int i = 0; i < charts.size(); i++) {
      graphics.drawImage(
          BitmapEncoder.getBufferedImage(charts.get(i)),
          i % COLUMNS * WIDTH,
          TITLE + i / COLUMNS * HEIGHT,
          null);
    }
    graphics.dispose();
    try {
      Files.createDirectories(folder);
      Path file = folder.resolve("dashboard-" + dashboard.name() + ".png");
      ImageIO.write(page, "png", file.toFile());
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write plots into " + folder, e);
    }
  }

  private XYChart chart(Dashboard.Panel panel) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(panel.title() + unit(panel.unit()))
            .build();
    chart.getStyler().setLegendPosition(LegendPosition.OutsideS);
    chart.getStyler().setLegendLayout(LegendLayout.Horizontal);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setChartTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
    chart.getStyler().setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 9));
    chart.getStyler().setLegendBorderColor(Color.WHITE);
    chart.getStyler().setXAxisDecimalPattern("#0");
    int drawn = 0;
    for (Dashboard.Query query : panel.queries()) {
      for (Series series :
          check.prometheus().range(query.expression(), check.from(), check.to(), QueryCheck.STEP)) {
        if (drawn < MOST_SERIES && !series.isEmpty()) {
          add(chart, series, query.legend());
          drawn++;
        }
      }
    }
    return chart;
  }

  private void add(XYChart chart, Series series, String legend) {
    List<Double> minutes = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < series.values().size(); i++) {
      double value = series.values().get(i);
      if (!Double.isNaN(value) && !Double.isInfinite(value)) {
        minutes.add((series.seconds().get(i) - check.from().getEpochSecond()) / 60);
        values.add(value);
      }
    }
    String name = series.named(legend);
    String unique = name;
    for (int i = 2; chart.getSeriesMap().containsKey(unique); i++) {
      unique = name + " " + i;
    }
    chart.addSeries(unique, minutes, values).setMarker(SeriesMarkers.NONE);
  }

  private static String unit(String unit) {
    return switch (unit) {
      case "s" -> ", seconds";
      case "ms" -> ", milliseconds";
      case "bytes" -> ", bytes";
      case "Bps" -> ", bytes a second";
      case "percentunit" -> ", share";
      case "percent" -> ", percent";
      default -> "";
    };
  }
}
