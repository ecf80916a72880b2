package io.afterimage.cli.report;

import io.afterimage.models.TrainingReport.Epoch;
import io.afterimage.training.Phase;
import io.afterimage.training.validation.CalibrationError;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Lines over epochs, and over confidence. */
final class Curves {

  private static final int WIDTH = 530;
  private static final int HEIGHT = 380;
  private static final Color TRAINING = new Color(0x1f, 0x77, 0xb4);
  private static final Color VALIDATION = new Color(0xd6, 0x60, 0x0e);
  private static final Color MARK = new Color(0x3a, 0x87, 0x3a);

  private Curves() {}

  /** Accuracy of each epoch, with a line where the top of the base begins to learn. */
  static BufferedImage accuracy(List<Epoch> curve) {
    return learning(curve, "accuracy", Epoch::accuracy, Epoch::validationAccuracy);
  }

  /** Loss of each epoch, with the same line. */
  static BufferedImage loss(List<Epoch> curve) {
    return learning(curve, "loss", Epoch::loss, Epoch::validationLoss);
  }

  private static BufferedImage learning(
      List<Epoch> curve,
      String what,
      ToDoubleFunction<Epoch> training,
      ToDoubleFunction<Epoch> validation) {
    XYChart chart = chart(what, "epoch", "");
    chart.getStyler().setxAxisTickLabelsFormattingFunction(Curves::whole);
    chart.getStyler().setPlotGridVerticalLinesVisible(false);
    double[] epochs = IntStream.rangeClosed(1, curve.size()).asDoubleStream().toArray();
    double[] ofTraining = curve.stream().mapToDouble(training).toArray();
    double[] ofValidation = curve.stream().mapToDouble(validation).toArray();
    line(chart, "training", epochs, ofTraining, TRAINING);
    line(chart, "validation", epochs, ofValidation, VALIDATION);
    long frozen = curve.stream().filter(epoch -> epoch.phase().equals(Phase.FREEZE.code())).count();
    if (frozen > 0 && frozen < curve.size()) {
      DoubleSummaryStatistics range =
          DoubleStream.concat(DoubleStream.of(ofTraining), DoubleStream.of(ofValidation))
              .summaryStatistics();
      double[] at = {frozen + 0.5, frozen + 0.5};
      XYSeries mark =
          line(
              chart,
              "start of fine-tuning",
              at,
              new double[] {range.getMin(), range.getMax()},
              MARK);
      mark.setMarker(SeriesMarkers.NONE);
      mark.setLineStyle(
          new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {6}, 0));
    }
    return BitmapEncoder.getBufferedImage(chart);
  }

  /** There is no half epoch. */
  private static String whole(double tick) {
    return tick == Math.rint(tick) ? Long.toString(Math.round(tick)) : "";
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
