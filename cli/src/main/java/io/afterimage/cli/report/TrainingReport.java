package io.afterimage.cli.report;

import io.afterimage.cli.offline.OfflineEvaluation.Answered;
import io.afterimage.cli.training.LayerSummary;
import io.afterimage.trainer.dataset.DecodedPicture;
import io.afterimage.trainer.dataset.Split;
import io.afterimage.trainer.training.Augmentation;
import io.afterimage.trainer.training.AugmentedExamples;
import io.afterimage.trainer.training.EpochResult;
import io.afterimage.trainer.training.PhaseResult;
import io.afterimage.trainer.training.Score;
import io.afterimage.trainer.validation.CalibrationError;
import io.afterimage.trainer.validation.ClassScore;
import io.afterimage.trainer.validation.Evaluation;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import javax.imageio.ImageIO;

/** Writes {@code index.html} and its figures into a folder, the page last. For one thread. */
public final class TrainingReport {

  private static final int COLUMNS = 6;
  private static final int SAMPLES = 12;
  private static final int SHOWN = 18;
  private static final Color RIGHT = new Color(0x2a, 0x6f, 0x2a);
  private static final Color WRONG = new Color(0xb0, 0x20, 0x20);

  private final ReportContent content;
  private final Path folder;
  private final Html page;

  private TrainingReport(ReportContent content, Path folder) {
    this.content = content;
    this.folder = folder;
    this.page = new Html(content.title());
  }

  /**
   * Writes a report; one that is there already is replaced.
   *
   * @return the page
   * @throws UncheckedIOException naming the folder
   */
  public static Path write(ReportContent content, Path folder) {
    try {
      Files.createDirectories(folder);
      TrainingReport report = new TrainingReport(content, folder);
      report.describe();
      Path file = folder.resolve("index.html");
      Files.writeString(file, report.page.end());
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the report into " + folder + ": " + e, e);
    }
  }

  private void describe() throws IOException {
    page.facts(content.facts());
    samples();
    augmentation();
    curves();
    scores();
    answers();
    calibration();
    network();
  }

  private void samples() throws IOException {
    List<DecodedPicture> shuffled = new ArrayList<>(content.pictures().of(Split.TRAIN));
    Collections.shuffle(shuffled, new Random(content.seed()));
    List<PictureGrid.Cell> cells =
        shuffled.stream()
            .limit(SAMPLES)
            .map(
                picture ->
                    new PictureGrid.Cell(
                        picture.rgb(),
                        List.of(content.pictures().labels().get(picture.label())),
                        Color.DARK_GRAY))
            .toList();
    page.section("Training pictures");
    figure("samples.png", "training pictures with their labels", grid(cells));
  }

  private void augmentation() throws IOException {
    if (content.augmentation().equals(Augmentation.NONE)) {
      return;
    }
    byte[] picture = content.pictures().of(Split.TRAIN).get(0).rgb();
    List<PictureGrid.Cell> cells =
        AugmentedExamples.of(
                picture,
                content.pictures().input(),
                content.augmentation(),
                SAMPLES,
                content.seed())
            .stream()
            .map(rgb -> new PictureGrid.Cell(rgb, List.of(), Color.DARK_GRAY))
            .toList();
    page.section("One picture as training varies it");
    figure("augmented.png", "one picture mirrored and turned in different ways", grid(cells));
  }

  private void curves() throws IOException {
    List<EpochResult> history =
        content.phases().stream().flatMap(phase -> phase.epochs().stream()).toList();
    page.section("Learning curves");
    Map<String, String> files = new LinkedHashMap<>();
    files.put(
        save("accuracy.png", Curves.learning(history, "accuracy", Score::accuracy)),
        "accuracy of training and validation by epoch");
    files.put(
        save("loss.png", Curves.learning(history, "loss", Score::loss)),
        "loss of training and validation by epoch");
    page.figures(files);
    for (PhaseResult phase : content.phases()) {
      String name = phase.epochs().get(0).phase().code().replace('_', '-');
      page.text(
          "Before the phase %s: validation loss %s, accuracy %s."
              .formatted(
                  name, number(phase.initial().loss()), percent(phase.initial().accuracy())));
    }
    page.table(
        List.of("epoch", "loss", "accuracy", "val loss", "val accuracy", "seconds"),
        history.stream()
            .map(
                epoch ->
                    List.of(
                        Integer.toString(epoch.epoch() + 1),
                        number(epoch.train().loss()),
                        percent(epoch.train().accuracy()),
                        number(epoch.validation().loss()),
                        percent(epoch.validation().accuracy()),
                        String.format(Locale.ROOT, "%.1f", epoch.seconds())))
            .toList());
  }

  private void scores() throws IOException {
    Evaluation evaluation = content.evaluation().evaluation();
    page.section("On the validation pictures");
    page.text(
        "The exported model names %s of %d pictures right (95 %% interval %s to %s); log loss %s."
            .formatted(
                percent(evaluation.accuracy()),
                evaluation.pictures(),
                percent(evaluation.interval().low()),
                percent(evaluation.interval().high()),
                number(evaluation.logLoss())));
    figure("confusion.png", "confusion matrix", ConfusionFigure.draw(evaluation));
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < evaluation.classes().size(); i++) {
      ClassScore score = evaluation.classes().get(i);
      rows.add(
          List.of(
              score.label(),
              Integer.toString(score.pictures()),
              percent(score.recall()),
              percent(evaluation.precision(i))));
    }
    page.table(List.of("class", "pictures", "recall", "precision"), rows);
  }

  private void answers() throws IOException {
    List<Answered> shuffled = new ArrayList<>(content.evaluation().answers());
    Collections.shuffle(shuffled, new Random(content.seed()));
    page.section("Predictions");
    figure("predictions.png", "pictures with true and predicted labels", answers(shuffled));
    List<Answered> mistakes =
        content.evaluation().answers().stream()
            .filter(answer -> !answer.correct())
            .sorted(Comparator.comparingDouble(Answered::confidence).reversed())
            .toList();
    page.section("The most confident mistakes");
    if (mistakes.isEmpty()) {
      page.text("There are none.");
    } else {
      figure("mistakes.png", "pictures that the model is sure of and wrong", answers(mistakes));
    }
  }

  private BufferedImage answers(List<Answered> answers) {
    return grid(
        answers.stream()
            .limit(SHOWN)
            .map(
                answer ->
                    new PictureGrid.Cell(
                        answer.picture().rgb(),
                        List.of(
                            "%s %s".formatted(answer.label(), percent(answer.confidence())),
                            "true: " + answer.truth()),
                        answer.correct() ? RIGHT : WRONG))
            .toList());
  }

  private void calibration() throws IOException {
    CalibrationError error = new CalibrationError();
    content.evaluation().answers().forEach(a -> error.add(a.confidence(), a.correct()));
    page.section("Calibration");
    page.text("Expected calibration error: %s.".formatted(percent(error.value())));
    figure(
        "calibration.png",
        "share of right answers by confidence",
        Curves.calibration(error.bins()));
  }

  private void network() {
    LayerSummary summary = content.summary();
    page.section("Network");
    page.text(
        String.format(
            Locale.ROOT,
            "%,d parameters, %,d of them trained.",
            summary.parameters(),
            summary.trainable()));
    page.table(
        List.of("layer", "type", "output", "parameters", "trained"),
        summary.lines().stream()
            .map(
                line ->
                    List.of(
                        line.layer(),
                        line.type(),
                        line.shape(),
                        String.format(Locale.ROOT, "%,d", line.parameters()),
                        line.parameters() == 0 ? "" : line.trained() ? "yes" : "no"))
            .toList());
  }

  private BufferedImage grid(List<PictureGrid.Cell> cells) {
    return PictureGrid.draw(cells, content.pictures().input(), COLUMNS);
  }

  private void figure(String file, String what, BufferedImage image) throws IOException {
    page.figures(Map.of(save(file, image), what));
  }

  private String save(String file, BufferedImage image) throws IOException {
    ImageIO.write(image, "png", folder.resolve(file).toFile());
    return file;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  private static String percent(OptionalDouble share) {
    return share.isPresent() ? percent(share.getAsDouble()) : "";
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", share * 100);
  }
}
