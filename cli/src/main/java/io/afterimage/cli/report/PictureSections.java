package io.afterimage.cli.report;

import io.afterimage.cli.offline.OfflineEvaluation.Answered;
import io.afterimage.models.TrainingReport;
import io.afterimage.training.Augmentation;
import io.afterimage.training.AugmentedExamples;
import io.afterimage.training.dataset.DecodedPicture;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/** The sections of a report that show pictures. */
record PictureSections(ReportContent content, ReportPage page) {

  private static final int COLUMNS = 6;
  private static final int SAMPLES = 12;
  private static final int ANSWERS = 18;
  private static final Color PLAIN = Color.DARK_GRAY;
  private static final Color RIGHT = new Color(0x2a, 0x6f, 0x2a);
  private static final Color WRONG = new Color(0xb0, 0x20, 0x20);

  void samples() {
    List<PictureGrid.Cell> cells =
        shuffled(content.samples()).stream()
            .limit(SAMPLES)
            .map(
                picture ->
                    cell(picture.rgb(), List.of(content.labels().get(picture.label())), PLAIN))
            .toList();
    page.html().section("Sample pictures");
    page.figure("samples.png", "pictures with their labels", grid(cells));
  }

  /** The first sample as it is, and as training saw pictures. */
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
    DecodedPicture picture = shuffled(content.samples()).get(0);
    List<byte[]> pictures = new ArrayList<>(List.of(picture.rgb()));
    pictures.addAll(
        AugmentedExamples.of(
            picture.rgb(), content.input(), augmentation.get(), SAMPLES - 1, content.seed()));
    page.html().section("One picture as training varied it");
    page.figure(
        "augmented.png",
        "one picture varied in different ways",
        grid(
            IntStream.range(0, pictures.size())
                .mapToObj(
                    i -> cell(pictures.get(i), List.of(i == 0 ? "as it is" : "varied"), PLAIN))
                .toList()));
  }

  void predictions() {
    page.html().section("Predictions");
    page.figure(
        "predictions.png",
        "pictures with predicted and true labels",
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
      page.figure(
          "mistakes.png", "pictures that the model is sure of and wrong", answers(mistakes));
    }
  }

  private BufferedImage answers(List<Answered> answers) {
    return grid(
        answers.stream()
            .limit(ANSWERS)
            .map(
                answer ->
                    cell(
                        answer.picture().rgb(),
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

  private static PictureGrid.Cell cell(byte[] rgb, List<String> captions, Color colour) {
    return new PictureGrid.Cell(rgb, captions, colour);
  }

  private BufferedImage grid(List<PictureGrid.Cell> cells) {
    return PictureGrid.draw(cells, content.input(), COLUMNS);
  }
}
