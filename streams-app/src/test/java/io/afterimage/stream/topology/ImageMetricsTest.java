package io.afterimage.stream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.Prediction;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ImageMetricsTest {

  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ImageMetrics metrics = new ImageMetrics(registry);

  @Test
  void shouldCountByLabelAndVersionAndShowHowSureTheModelIs() {
    metrics.predicted(prediction("v1", "cat", 0.93));
    metrics.predicted(prediction("v1", "cat", 0.4));
    metrics.predicted(prediction("v2", "dog", 0.99));

    assertThat(registry.scrape())
        .contains(
            "afterimage_predictions_total{label=\"cat\",version=\"v1\"} 2.0",
            "afterimage_predictions_total{label=\"dog\",version=\"v2\"} 1.0",
            "afterimage_confidence_percent_bucket{version=\"v1\",le=\"40.0\"} 1",
            "afterimage_confidence_percent_bucket{version=\"v1\",le=\"90.0\"} 1",
            "afterimage_confidence_percent_bucket{version=\"v1\",le=\"95.0\"} 2",
            "afterimage_end_to_end_seconds_count 3");
  }

  @Test
  void shouldShowEveryReasonFromTheStart() {
    assertThat(registry.scrape())
        .contains("afterimage_dead_letters_total{reason=\"not-a-picture\"} 0.0");
  }

  @Test
  void shouldBoundLabelsAndVersions() {
    SimpleMeterRegistry simple = new SimpleMeterRegistry();
    ImageMetrics bounded = new ImageMetrics(simple);
    for (int label = 0; label < 150; label++) {
      bounded.predicted(prediction("v1", "label " + label, 0.5));
    }
    assertThat(simple.get("afterimage.predictions").counters()).hasSize(101);
    assertThat(simple.get("afterimage.predictions").tag("label", "other").counter().count())
        .isEqualTo(50);

    for (int version = 2; version <= 9; version++) {
      bounded.predicted(prediction("v" + version, "label 0", 0.5));
    }
    assertThat(simple.get("afterimage.predictions").counters()).hasSize(8);
    assertThat(simple.find("afterimage.confidence").tag("version", "v1").summary()).isNull();
  }

  private static Prediction prediction(String version, String label, double confidence) {
    return new Prediction(
        "a",
        new ImagePointer("images", 0, 0),
        version,
        label,
        confidence,
        Map.of(label, confidence),
        Optional.empty(),
        NOW,
        NOW.plusMillis(120));
  }
}
