package io.afterimage.cli.dashboards;

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
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Draws the data of a dashboard's queries: one image for each dashboard. This is not Grafana, but
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

  /** More letters of a legend do not fit below a plot, or beside it. */
  private static final int MOST_BELOW = 60;

  private static final int MOST_BESIDE = 26;

  /** What Kafka's clients are called begins with an application and a process, alike for all. */
  private static final Pattern PROCESS =
      Pattern.compile("^.*[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-");

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
    graphics.drawString(
        dashboard.title() + " (the data of its queries, by minutes; not drawn by Grafana)", 12, 27);
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
            .title(
                panel.title().contains("seconds")
                    ? panel.title()
                    : panel.title() + unit(panel.unit()))
            .build();
    chart.getStyler().setXAxisMin(0.0);
    chart.getStyler().setXAxisMax(minutes((double) check.to().getEpochSecond()));
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setChartTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
    chart.getStyler().setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 9));
    chart.getStyler().setLegendBorderColor(Color.WHITE);
    chart.getStyler().setXAxisDecimalPattern("#0");
    chart.getStyler().setYAxisDecimalPattern("#,##0.####");
    int drawn = 0;
    for (Dashboard.Query query : panel.queries()) {
      for (Series series :
          check.prometheus().range(query.expression(), check.from(), check.to(), QueryCheck.STEP)) {
        if (drawn < MOST_SERIES && !series.isEmpty()) {
          add(chart, series, query.legend(), scale(panel.unit()));
          drawn++;
        }
      }
    }
    int letters = chart.getSeriesMap().keySet().stream().mapToInt(name -> name.length() + 6).sum();
    boolean below = letters <= MOST_BELOW;
    chart.getStyler().setLegendPosition(below ? LegendPosition.OutsideS : LegendPosition.OutsideE);
    chart.getStyler().setLegendLayout(below ? LegendLayout.Horizontal : LegendLayout.Vertical);
    return chart;
  }

  private void add(XYChart chart, Series series, String legend, double scale) {
    List<Double> minutes = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < series.values().size(); i++) {
      double value = series.values().get(i);
      if (!Double.isNaN(value) && !Double.isInfinite(value)) {
        minutes.add(minutes(series.seconds().get(i)));
        values.add(value * scale);
      }
    }
    String name = shortened(series.named(legend));
    String unique = name;
    for (int i = 2; chart.getSeriesMap().containsKey(unique); i++) {
      unique = name + " " + i;
    }
    chart.addSeries(unique, minutes, values).setMarker(SeriesMarkers.NONE);
  }

  /** The end of a long name tells more than its beginning. */
  private static String shortened(String name) {
    String own = PROCESS.matcher(name).replaceFirst("");
    return own.length() <= MOST_BESIDE ? own : "…" + own.substring(own.length() - MOST_BESIDE + 1);
  }

  private double minutes(double epochSeconds) {
    return (epochSeconds - check.from().getEpochSecond()) / 60;
  }

  private static double scale(String unit) {
    return switch (unit) {
      case "bytes" -> 1.0 / (1 << 20);
      case "Bps" -> 1.0 / (1 << 10);
      default -> 1;
    };
  }

  private static String unit(String unit) {
    return switch (unit) {
      case "s" -> ", seconds";
      case "ms" -> ", milliseconds";
      case "bytes" -> ", MiB";
      case "Bps" -> ", KiB a second";
      case "percentunit" -> ", share";
      case "percent" -> ", percent";
      default -> "";
    };
  }
}
