package io.afterimage.cli.report;

import io.afterimage.cli.offline.OfflineEvaluation.Answered;
import io.afterimage.models.TrainingReport;
import io.afterimage.training.Augmentation;
import io.afterimage.training.AugmentedExamples;
import io.afterimage.training.dataset.DecodedImage;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/** The sections of a report that show images. */
record ImageSections(ReportContent content, ReportPage page) {

  private static final int COLUMNS = 6;
  private static final int SAMPLES = 12;
  private static final int ANSWERS = 18;
  private static final Color PLAIN = Color.DARK_GRAY;
  private static final Color RIGHT = new Color(0x2a, 0x6f, 0x2a);
  private static final Color WRONG = new Color(0xb0, 0x20, 0x20);

  void samples() {
    List<ImageGrid.Cell> cells =
        shuffled(content.samples()).stream()
            .limit(SAMPLES)
            .map(image -> cell(image.rgb(), List.of(content.labels().get(image.label())), PLAIN))
            .toList();
    page.html().section("Sample images");
    page.figure("samples.png", "images with their labels", grid(cells));
  }

  /** The first sample, unchanged and augmented as in training. */
  void varied() {
    Optional<Augmentation> augmentation =
        content
            .training()
            .flatMap(TrainingReport::course)
            .map(
                course ->
                    new Augmentation(
                        course.mirrored(), course.rotation(), course.shift().orElse(0.0)))
            .filter(any -> !any.equals(Augmentation.NONE));
    if (augmentation.isEmpty()) {
      return;
    }
    DecodedImage image = shuffled(content.samples()).get(0);
    List<byte[]> images = new ArrayList<>(List.of(image.rgb()));
    images.addAll(
        AugmentedExamples.of(
            image.rgb(), content.input(), augmentation.get(), SAMPLES - 1, content.seed()));
    page.html().section("One image as training varied it");
    page.figure(
        "augmented.png",
        "one image varied in different ways",
        grid(
            IntStream.range(0, images.size())
                .mapToObj(i -> cell(images.get(i), List.of(i == 0 ? "as it is" : "varied"), PLAIN))
                .toList()));
  }

  void predictions() {
    page.html().section("Predictions");
    page.figure(
        "predictions.png",
        "images with predicted and true labels",
        answers(shuffled(content.evaluation().answers())));
  }

  void mistakes() {
    List<Answered> mistakes =
        content.evaluation().answers().stream()
            .filter(answer -> !answer.correct())
            .sorted(Comparator.comparingDouble(Answered::confidence).reversed())
            .toList();
    page.html().section("The most confident mistakes");
    if (mistakes.isEmpty()) {
      page.html().text("There are none.");
    } else {
      page.figure("mistakes.png", "images that the model is sure of and wrong", answers(mistakes));
    }
  }

  private BufferedImage answers(List<Answered> answers) {
    return grid(
        answers.stream()
            .limit(ANSWERS)
            .map(
                answer ->
                    cell(
                        answer.image().rgb(),
                        List.of(
                            "%s %s".formatted(answer.label(), Numbers.percent(answer.confidence())),
                            "true: " + answer.truth()),
                        answer.correct() ? RIGHT : WRONG))
            .toList());
  }

  private <T> List<T> shuffled(List<T> all) {
    List<T> shuffled = new ArrayList<>(all);
    Collections.shuffle(shuffled, new Random(content.seed()));
    return shuffled;
  }

  private static ImageGrid.Cell cell(byte[] rgb, List<String> captions, Color colour) {
    return new ImageGrid.Cell(rgb, captions, colour);
  }

  private BufferedImage grid(List<ImageGrid.Cell> cells) {
    return ImageGrid.draw(cells, content.input(), COLUMNS);
  }
}
