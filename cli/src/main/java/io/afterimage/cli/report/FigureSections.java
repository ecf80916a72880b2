package io.afterimage.cli.report;

import io.afterimage.cli.training.LayerSummary;
import io.afterimage.models.TrainingReport;
import io.afterimage.training.validation.CalibrationError;
import io.afterimage.training.validation.ClassScore;
import io.afterimage.training.validation.Evaluation;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The sections of a report that show figures and tables. */
record FigureSections(ReportContent content, ReportPage page) {

  private static final List<String> CLASS_COLUMNS =
      List.of("class", "images", "recall", "precision");

  /** Pairs of classes in the table that stands for a matrix of many classes. */
  private static final int MOST_CONFUSED = 30;

  void curves() {
    page.html().section("Learning curves");
    if (content.training().isEmpty()) {
      page.html().text("The model's manifest has none.");
      return;
    }
    TrainingReport training = content.training().get();
    Map<String, BufferedImage> images = new LinkedHashMap<>();
    images.put("accuracy.png", Curves.accuracy(training.curve()));
    images.put("loss.png", Curves.loss(training.curve()));
    Map<String, String> whats = new LinkedHashMap<>();
    whats.put("accuracy.png", "accuracy of training and validation by epoch");
    whats.put("loss.png", "loss of training and validation by epoch");
    page.figures(images, whats);
    training
        .course()
        .ifPresent(course -> course.starts().forEach(start -> page.html().text(said(start))));
    page.html()
        .table(
            List.of(
                "phase", "epoch", "loss", "accuracy", "val loss", "val accuracy", "seconds", ""),
            epochs(training.curve()));
  }

  private static String said(TrainingReport.Start start) {
    return "Before the phase %s: validation loss %s, accuracy %s."
        .formatted(
            Numbers.phase(start.phase()),
            Numbers.loss(start.validationLoss()),
            Numbers.percent(start.validationAccuracy()));
  }

  /** Numbered through, as in the figures. */
  private static List<List<String>> epochs(List<TrainingReport.Epoch> curve) {
    List<List<String>> rows = new ArrayList<>();
    for (TrainingReport.Epoch epoch : curve) {
      rows.add(
          List.of(
              Numbers.phase(epoch.phase()),
              Integer.toString(rows.size() + 1),
              Numbers.loss(epoch.loss()),
              Numbers.percent(epoch.accuracy()),
              Numbers.loss(epoch.validationLoss()),
              Numbers.percent(epoch.validationAccuracy()),
              Numbers.seconds(epoch.seconds()),
              epoch.kept() ? "the model" : ""));
    }
    return rows;
  }

  void confusion() {
    Evaluation evaluation = content.evaluation().evaluation();
    int size = evaluation.classes().size();
    if (size <= ConfusionFigure.MOST_CLASSES) {
      page.html().section("Confusion matrix, " + content.scored());
      page.figure("confusion.png", "confusion matrix", ConfusionFigure.draw(evaluation));
      page.html().table(CLASS_COLUMNS, classes(evaluation));
      return;
    }
    page.html().section("Confused most often, " + content.scored());
    page.html()
        .table(
            List.of("class", "answer", "images"),
            evaluation.confused().stream()
                .limit(MOST_CONFUSED)
                .map(pair -> List.of(pair.label(), pair.answer(), Numbers.count(pair.images())))
                .toList());
    page.html().folded("%d classes".formatted(size), CLASS_COLUMNS, classes(evaluation));
  }

  private static List<List<String>> classes(Evaluation evaluation) {
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < evaluation.classes().size(); i++) {
      ClassScore score = evaluation.classes().get(i);
      rows.add(
          List.of(
              score.label(),
              Numbers.count(score.images()),
              Numbers.percent(score.recall()),
              Numbers.percent(evaluation.precision(i))));
    }
    return rows;
  }

  void calibration() {
    CalibrationError error = new CalibrationError();
    content.evaluation().answers().forEach(a -> error.add(a.confidence(), a.correct()));
    page.html()
        .section("Calibration")
        .text(
            "Answers sorted by their confidence into %d bins, and how many of each are right. A bin of few answers lies far off by chance."
                .formatted(error.bins().size()));
    page.figure(
        "calibration.png",
        "share of right answers by confidence",
        Curves.calibration(error.bins()));
  }

  void network() {
    content.network().ifPresent(this::network);
  }

  private void network(LayerSummary summary) {
    page.html()
        .section("Network")
        .text(
            "%s parameters, %s of them trained."
                .formatted(Numbers.count(summary.parameters()), Numbers.count(summary.trainable())))
        .folded(
            "%d layers".formatted(summary.lines().size()),
            List.of("layer", "type", "output", "parameters", "trained"),
            summary.lines().stream()
                .map(
                    line ->
                        List.of(
                            line.layer(),
                            line.type(),
                            line.shape(),
                            Numbers.count(line.parameters()),
                            line.parameters() == 0 ? "" : line.trained() ? "yes" : "no"))
                .toList());
  }
}
