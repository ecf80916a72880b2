package io.afterimage.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.afterimage.images.InputSpec;
import io.afterimage.images.Normalisation;
import io.afterimage.schemas.events.EventJson;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Published manifests stay readable, and writing still gives the same documents. */
class ManifestJsonTest {

  private static final ObjectMapper PLAIN = new ObjectMapper();

  private static final Manifest WITHOUT_REPORT =
      new Manifest(
          "v2",
          List.of("cat", "dog"),
          InputSpec.square(160),
          Normalisation.IMAGENET,
          "mobilenetv2",
          Optional.of("v1"),
          "0f343b0931126a20f133d67c2b018a3b",
          ordered("train_loss", 0.25, "validation_accuracy", 0.975),
          Instant.parse("2026-03-01T12:30:45.123456Z"),
          "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
          9_123_457);

  private static final Manifest WITH_REPORT =
      WITHOUT_REPORT.withReport(
          new TrainingReport(
              List.of(
                  new TrainingReport.Epoch("freeze", 0, 0.5, 0.75, 0.4, 0.8125, 3.5, false),
                  new TrainingReport.Epoch("fine_tune", 0, 0.25, 0.875, 0.125, 0.975, 7.25, true)),
              new TrainingReport.HeldOut(
                  100,
                  0.97,
                  0.9155,
                  0.9897,
                  ordered("cat", 1.0, "dog", 0.94),
                  List.of(List.of(50, 0), List.of(3, 47)),
                  Optional.empty(),
                  0.015625,
                  0.0625,
                  Optional.empty()),
              Optional.empty()));

  private static final Manifest WITH_NOVELTY =
      WITHOUT_REPORT.withNovelty(Optional.of(new NoveltyThreshold(0.375, 0.05, 300)));

  private static final Manifest WITH_RELEASE = WITHOUT_REPORT.withRelease(Optional.of("0.2.0"));

  private static final TrainingReport.HeldOut AT_THE_GATE =
      new TrainingReport.HeldOut(
              10,
              0.9,
              0.5958,
              0.9821,
              ordered("cat", 1.0, "dog", 0.75),
              List.of(List.of(6, 0), List.of(1, 3)),
              Optional.empty(),
              0.125,
              0.25,
              Optional.empty())
          .withReliability(List.of(new TrainingReport.Bin(0.8, 0.875, 10, 0.875, 0.9)));

  private static final Manifest JUDGED =
      WITHOUT_REPORT.withReport(
          WITH_REPORT
              .report()
              .orElseThrow()
              .withLearned(Map.of("cat", 40, "dog", 38))
              .withGate(
                  new GateReport(
                      true,
                      "passed, accuracy 0.9000",
                      AT_THE_GATE,
                      Optional.of("v1"),
                      Optional.of(AT_THE_GATE),
                      List.of(
                          new GateReport.Answer("b.jpg", "dog", "cat", Optional.of("dog")),
                          new GateReport.Answer("a.jpg", "cat", "cat", Optional.empty())))));

  private static final Manifest WITH_COURSE = withShift(Optional.empty());

  private static Manifest withShift(Optional<Double> shift) {
    return WITHOUT_REPORT.withReport(
        new TrainingReport(
            WITH_REPORT.report().orElseThrow().curve(),
            WITH_REPORT.report().orElseThrow().heldOut(),
            Optional.of(
                new TrainingReport.Course(
                    7,
                    true,
                    0.125,
                    shift,
                    Optional.of(100),
                    List.of(
                        new TrainingReport.Start("freeze", 0.75, 0.5),
                        new TrainingReport.Start("fine_tune", 0.375, 0.8125)),
                    Optional.empty()))));
  }

  private static Map<String, Double> ordered(String one, double a, String other, double b) {
    Map<String, Double> map = new LinkedHashMap<>();
    map.put(one, a);
    map.put(other, b);
    return map;
  }

  @Test
  void shouldReadPublishedManifests() throws IOException {
    assertThat(read("manifest-without-report")).isEqualTo(WITHOUT_REPORT);
    assertThat(read("manifest")).isEqualTo(WITH_REPORT);
    assertThat(read("manifest-with-course")).isEqualTo(WITH_COURSE);
    assertThat(read("manifest-with-novelty")).isEqualTo(WITH_NOVELTY);
    assertThat(read("manifest-judged")).isEqualTo(JUDGED);
    assertThat(read("manifest-with-release")).isEqualTo(WITH_RELEASE);
  }

  @Test
  void shouldWritePublishedManifests() throws IOException {
    assertThat(PLAIN.readTree(ManifestJson.write(WITHOUT_REPORT)))
        .isEqualTo(PLAIN.readTree(golden("manifest-without-report")));
    assertThat(PLAIN.readTree(ManifestJson.write(WITH_REPORT)))
        .isEqualTo(PLAIN.readTree(golden("manifest")));
    assertThat(PLAIN.readTree(ManifestJson.write(WITH_COURSE)))
        .isEqualTo(PLAIN.readTree(golden("manifest-with-course")));
    assertThat(PLAIN.readTree(ManifestJson.write(WITH_NOVELTY)))
        .isEqualTo(PLAIN.readTree(golden("manifest-with-novelty")));
    assertThat(PLAIN.readTree(ManifestJson.write(JUDGED)))
        .isEqualTo(PLAIN.readTree(golden("manifest-judged")));
    assertThat(PLAIN.readTree(ManifestJson.write(WITH_RELEASE)))
        .isEqualTo(PLAIN.readTree(golden("manifest-with-release")));
  }

  @Test
  void shouldSayHowFarImagesWereShifted() throws IOException {
    Manifest shifted = withShift(Optional.of(0.0625));
    byte[] json = ManifestJson.write(shifted);

    assertThat(PLAIN.readTree(json).at("/report/course/shift").asDouble()).isEqualTo(0.0625);
    assertThat(ManifestJson.read(json, "v2", "here")).isEqualTo(shifted);
  }

  /** A manifest has to fit into a record beside the names of very many classes. */
  @Test
  void shouldBoundWhatTheGateSays() {
    Map<String, Double> recall = new LinkedHashMap<>();
    for (int i = 0; i < 101; i++) {
      recall.put("class-" + i, 0.5);
    }
    TrainingReport.HeldOut large =
        new TrainingReport.HeldOut(
            9,
            0.9,
            0.8,
            0.95,
            recall,
            Collections.nCopies(101, Collections.nCopies(101, 1)),
            Optional.empty(),
            0.1,
            0.2,
            Optional.empty());
    GateReport.Answer hostile =
        new GateReport.Answer("\u0001".repeat(255), "\"".repeat(200), "cat", Optional.empty());

    GateReport few = gate("x", AT_THE_GATE, Collections.nCopies(1_000, answer("a")));
    GateReport many = gate("x".repeat(100_000), large, Collections.nCopies(1_000, hostile));

    assertThat(few.answers()).hasSize(GateReport.MOST_ANSWERS);
    assertThat(few.candidate()).isEqualTo(AT_THE_GATE);
    assertThat(many.answers()).hasSizeBetween(10, GateReport.MOST_ANSWERS);
    assertThat(many.candidate().confusion()).isEmpty();
    assertThat(many.candidate().recall()).isEmpty();
    assertThat(many.candidate().accuracy()).isEqualTo(0.9);
    assertThat(EventJson.write(many)).hasSizeLessThan(120_000);
  }

  private static GateReport gate(
      String text, TrainingReport.HeldOut scores, List<GateReport.Answer> answers) {
    return new GateReport(true, text, scores, Optional.empty(), Optional.empty(), answers);
  }

  private static GateReport.Answer answer(String id) {
    return new GateReport.Answer(id, "cat", "dog", Optional.of("cat"));
  }

  @Test
  void shouldKeepTheReportWhenItIsPublished() {
    assertThat(WITH_REPORT.publishedAs("v9", Optional.of("v2")).report())
        .isEqualTo(WITH_REPORT.report());
  }

  private static Manifest read(String name) throws IOException {
    return ManifestJson.read(golden(name), "v2", name);
  }

  private static byte[] golden(String name) throws IOException {
    try (InputStream file =
        ManifestJsonTest.class.getResourceAsStream("/golden/" + name + ".json")) {
      return Objects.requireNonNull(file, "no golden document " + name).readAllBytes();
    }
  }
}
