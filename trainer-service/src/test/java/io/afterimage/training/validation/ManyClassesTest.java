package io.afterimage.training.validation;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.images.InputSpec;
import io.afterimage.images.Normalisation;
import io.afterimage.models.ClassLimits;
import io.afterimage.models.Manifest;
import io.afterimage.models.TrainingReport;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.topics.Topics;
import io.afterimage.training.dataset.Dataset;
import io.afterimage.training.dataset.DatasetException;
import io.afterimage.training.dataset.DecodedImage;
import io.afterimage.training.dataset.LabelledImage;
import io.afterimage.training.dataset.Split;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class ManyClassesTest {

  private static final int HELD_OUT = 20_000;

  /** Kinds of answers, of which each is given to many images. */
  private static final int ANSWERS = 97;

  @ParameterizedTest
  @ValueSource(ints = {ClassLimits.MOST_IN_MATRIX, 1_000, ClassLimits.MOST})
  void shouldFitTheReportOfManyClassesIntoARecord(int classes) throws Exception {
    List<String> labels = labels(classes);
    Manifest manifest = manifest(labels, ExportCheck.report(evaluation(labels)));

    byte[] json = EventJson.write(manifest);

    assertThat((long) json.length).isLessThan(ClassLimits.manifestBytes(labels));
    assertThat(json.length).isLessThan(Topics.EVENT_MESSAGE_BYTES);
    assertThat(EventJson.read(json, Manifest.class)).isEqualTo(manifest);
  }

  @Test
  void shouldNameThePairsThatAreConfusedMostWhereThereIsNoRoomForAMatrix() {
    List<String> labels = labels(1_000);

    TrainingReport.HeldOut report = ExportCheck.report(evaluation(labels));

    assertThat(report.confusion()).isEmpty();
    assertThat(report.recall()).hasSize(1_000);
    assertThat(report.confused().orElseThrow())
        .hasSize(ClassLimits.MOST_CONFUSED)
        .isSortedAccordingTo((a, b) -> Integer.compare(b.images(), a.images()))
        .noneMatch(pair -> pair.label().equals(pair.answer()));
  }

  @Test
  void shouldFindTooManyClassesBeforeAnImageIsRead() {
    List<LabelledImage> images =
        labels(ClassLimits.MOST + 1).stream()
            .map(
                label ->
                    new LabelledImage(
                        label, label, Split.TRAIN, () -> Assertions.fail("an image was read")))
            .toList();

    Assertions.assertThatThrownBy(() -> Dataset.of("photos", images, 1))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("photos has 10001 classes, and a model has at most 10000");
  }

  @Test
  void shouldFindNamesThatAreTooLongTogetherBeforeAnImageIsRead() {
    List<LabelledImage> images =
        IntStream.range(0, 2_000)
            .mapToObj("%0200d"::formatted)
            .map(
                label ->
                    new LabelledImage(
                        label, label, Split.TRAIN, () -> Assertions.fail("an image was read")))
            .toList();

    Assertions.assertThatThrownBy(() -> Dataset.of("photos", images, 1))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("photos has 2000 classes whose names take")
        .hasMessageContaining("shorten them");
  }

  @Test
  void shouldNameTheFirstOfManyClassesThatAreTooSmall() {
    List<LabelledImage> images =
        labels(1_000).stream()
            .map(label -> new LabelledImage(label, label, Split.TRAIN, () -> new byte[0]))
            .toList();

    Assertions.assertThatThrownBy(() -> Dataset.of("photos", images, 10))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("and 980 classes more})");
  }

  private static Evaluation evaluation(List<String> labels) {
    float[][] answers = new float[ANSWERS][labels.size()];
    IntStream.range(0, ANSWERS).forEach(i -> answers[i][i] = 1);
    List<DecodedImage> images =
        IntStream.range(0, HELD_OUT)
            .mapToObj(i -> new DecodedImage("" + i, i * 7 % labels.size(), new byte[3]))
            .toList();
    Scoring scoring = new Scoring(new HeldOutImages(labels, InputSpec.square(1), images), labels);
    IntStream.range(0, HELD_OUT)
        .forEach(i -> scoring.add(i, answers[(int) ((long) i * i % ANSWERS)]));
    return scoring.evaluation();
  }

  private static Manifest manifest(List<String> labels, TrainingReport.HeldOut heldOut) {
    return new Manifest(
            "v1",
            labels,
            InputSpec.square(32),
            Normalisation.IMAGENET,
            "mobilenetv2",
            Optional.empty(),
            "0f343b0931126a20f133d67c2b018a3b",
            Map.of(),
            Instant.parse("2026-03-01T12:30:45.123456Z"),
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            9_123_457)
        .withReport(new TrainingReport(List.of(), heldOut, Optional.empty()));
  }

  /** Names as long as {@link ClassLimits} lets 10,000 of them be. */
  private static List<String> labels(int classes) {
    return IntStream.range(0, classes).mapToObj("%023d"::formatted).toList();
  }
}
