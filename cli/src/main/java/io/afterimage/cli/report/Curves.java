package io.afterimage.cli.report;

import io.afterimage.trainer.training.EpochResult;
import io.afterimage.trainer.training.Phase;
import io.afterimage.trainer.training.Score;
import io.afterimage.trainer.validation.CalibrationError;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Lines over epochs, and over confidence. */
final class Curves {

  private static final int WIDTH = 640;
  private static final int HEIGHT = 420;
  private static final Color TRAINING = new Color(0x1f, 0x77, 0xb4);
  private static final Color VALIDATION = new Color(0xd6, 0x60, 0x0e);
  private static final Color MARK = new Color(0x3a, 0x87, 0x3a);

  private Curves() {}

  /** Loss or accuracy of each epoch, with a line where the top of the base begins to learn. */
  static BufferedImage learning(
      List<EpochResult> history, String what, ToDoubleFunction<Score> figure) {
    XYChart chart = chart(what, "epoch", what);
    double[] epochs = new double[history.size()];
    double[] training = new double[history.size()];
    double[] validation = new double[history.size()];
    double least = Double.MAX_VALUE;
    double most = -Double.MAX_VALUE;
    for (int i = 0; i < epochs.length; i++) {
      epochs[i] = i + 1;
      training[i] = figure.applyAsDouble(history.get(i).train());
      validation[i] = figure.applyAsDouble(history.get(i).validation());
      least = Math.min(least, Math.min(training[i], validation[i]));
      most = Math.max(most, Math.max(training[i], validation[i]));
    }
    line(chart, "training", epochs, training, TRAINING);
    line(chart, "validation", epochs, validation, VALIDATION);
    OptionalInt fineTune = firstOfFineTuning(history);
    if (fineTune.isPresent() && fineTune.getAsInt() > 0) {
      double at = fineTune.getAsInt() + 0.5;
      XYSeries mark =
          line(
              chart,
              "start of fine-tuning",
              new double[] {at, at},
              new double[] {least, most},
              MARK);
      mark.setMarker(SeriesMarkers.NONE);
      mark.setLineStyle(
          new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {6}, 0));
    }
    return BitmapEncoder.getBufferedImage(chart);
  }

  /** How often answers of a confidence are right; on the diagonal they are as often as they say. */
  static BufferedImage calibration(List<CalibrationError.Bin> bins) {
    XYChart chart = chart("calibration", "confidence", "share that is right");
    chart.getStyler().setXAxisMin(0.0).setXAxisMax(1.0);
    chart.getStyler().setYAxisMin(0.0).setYAxisMax(1.0);
    List<CalibrationError.Bin> used = bins.stream().filter(bin -> bin.answers() > 0).toList();
    XYSeries ideal =
        line(chart, "ideal", new double[] {0, 1}, new double[] {0, 1}, Color.LIGHT_GRAY);
    ideal.setMarker(SeriesMarkers.NONE);
    line(
        chart,
        "model",
        used.stream().mapToDouble(CalibrationError.Bin::confidence).toArray(),
        used.stream().mapToDouble(CalibrationError.Bin::accuracy).toArray(),
        TRAINING);
    return BitmapEncoder.getBufferedImage(chart);
  }

  private static OptionalInt firstOfFineTuning(List<EpochResult> history) {
    for (int i = 0; i < history.size(); i++) {
      if (history.get(i).phase() == Phase.FINE_TUNE) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  private static XYChart chart(String title, String x, String y) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(x)
            .yAxisTitle(y)
            .build();
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setPlotBorderVisible(false);
    chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideS);
    chart.getStyler().setLegendLayout(Styler.LegendLayout.Horizontal);
    chart.getStyler().setLegendBorderColor(Color.WHITE);
    chart.getStyler().setMarkerSize(6);
    return chart;
  }

  private static XYSeries line(XYChart chart, String name, double[] x, double[] y, Color colour) {
    XYSeries series = chart.addSeries(name, x, y);
    series.setLineColor(colour);
    series.setMarkerColor(colour);
    series.setMarker(SeriesMarkers.CIRCLE);
    return series;
  }
}
