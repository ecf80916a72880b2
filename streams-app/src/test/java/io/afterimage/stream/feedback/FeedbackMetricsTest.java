package io.afterimage.stream.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.LabelledExample;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeedbackMetricsTest {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final FeedbackMetrics metrics = new FeedbackMetrics(registry);

  @Test
  void shouldExposeAccuracyByLabelAndVersion() {
    judge("v1", "cat", true);
    judge("v1", "cat", false);
    judge("v1", "cat", false);
    judge("v1", "dog", true);
    judge("v2", "dog", true);

    assertThat(registry.scrape())
        .contains(
            "afterimage_feedback_total{correct=\"false\",label=\"cat\",version=\"v1\"} 2.0",
            "afterimage_feedback_total{correct=\"true\",label=\"cat\",version=\"v1\"} 1.0",
            "afterimage_feedback_total{correct=\"true\",label=\"dog\",version=\"v2\"} 1.0",
            "afterimage_feedback_accuracy{version=\"v1\"} 0.5",
            "afterimage_feedback_accuracy{version=\"v2\"} 1.0",
            "afterimage_labels_joined_total 5.0");
  }

  @Test
  void shouldLookBackOnTheLastExamplesOnly() {
    for (int i = 0; i < 1000; i++) {
      judge("v1", "cat", true);
    }
    for (int i = 0; i < 250; i++) {
      judge("v1", "cat", false);
    }
    assertThat(accuracy("v1")).isCloseTo(0.75, within(1e-9));

    for (int i = 0; i < 1000; i++) {
      judge("v1", "cat", i % 10 == 0);
    }
    assertThat(accuracy("v1")).isCloseTo(0.1, within(1e-9));
  }

  @Test
  void shouldBoundTheLabelsThatBecomeTags() {
    judge("v1", "x".repeat(65), true);
    for (int i = 0; i < 150; i++) {
      judge("v1", "label " + i, true);
    }
    judge("v1", "label 0", true);

    Map<String, Double> counts =
        examples().stream()
            .collect(
                Collectors.toMap(
                    meter -> meter.getId().getTag("label"),
                    meter ->
                        registry
                            .get("afterimage.feedback")
                            .tag("label", meter.getId().getTag("label"))
                            .counter()
                            .count()));
    assertThat(counts).hasSize(101).containsEntry("other", 51.0).containsEntry("label 0", 2.0);
  }

  @Test
  void shouldForgetTheVersionThatWasJudgedLongestAgo() {
    for (int version = 1; version <= 8; version++) {
      judge("v" + version, "cat", true);
    }
    judge("v1", "cat", true);
    judge("v9", "cat", true);

    assertThat(examples().stream().map(meter -> meter.getId().getTag("version")))
        .containsExactlyInAnyOrder("v1", "v3", "v4", "v5", "v6", "v7", "v8", "v9");
    assertThat(registry.find("afterimage.feedback.accuracy").tag("version", "v2").gauge()).isNull();
  }

  @Test
  void shouldCountWhatBecomesOfLabels(@TempDir Path folder) {
    try (JoinDriver join = new JoinDriver(folder)) {
      join.label("a", "cat");
      join.prediction("a", "dog", 1);
      join.label("a", "dog");
      join.label("a", "dog");
      join.prediction("b", "dog", 2, "v1", Map.of("label", "dog"));
      join.labelRecord(null, null, Map.of());

      assertThat(join.count("afterimage.labels.received")).isEqualTo(5);
      assertThat(join.count("afterimage.labels.early")).isEqualTo(1);
      assertThat(join.count("afterimage.labels.joined")).isEqualTo(3);
      assertThat(join.count("afterimage.labels.malformed")).isEqualTo(1);
      assertThat(join.count("afterimage.feedback", "label", "dog", "correct", "true")).isEqualTo(2);
      assertThat(join.count("afterimage.feedback", "label", "cat", "correct", "false"))
          .isEqualTo(1);
    }
  }

  private Collection<Meter> examples() {
    return registry.find("afterimage.feedback").meters();
  }

  private double accuracy(String version) {
    Gauge gauge = registry.get("afterimage.feedback.accuracy").tag("version", version).gauge();
    return gauge.value();
  }

  private void judge(String version, String label, boolean correct) {
    metrics.joined(
        new LabelledExample(
            "a",
            new ImagePointer("images", 0, 0),
            label,
            correct ? label : "not " + label,
            0.5,
            version,
            Instant.EPOCH));
  }
}
