package io.afterimage.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.afterimage.images.InputSpec;
import io.afterimage.images.Normalisation;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
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
  }

  @Test
  void shouldSayHowFarImagesWereShifted() throws IOException {
    Manifest shifted = withShift(Optional.of(0.0625));
    byte[] json = ManifestJson.write(shifted);

    assertThat(PLAIN.readTree(json).at("/report/course/shift").asDouble()).isEqualTo(0.0625);
    assertThat(ManifestJson.read(json, "v2", "here")).isEqualTo(shifted);
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
