package io.afterimage.stream.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.registry.ModelRegistry;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.ModelEvent.Pinned;
import io.afterimage.schemas.events.ModelEvent.Unpinned;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServingMetricsTest {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ServingMetrics metrics = new ServingMetrics(registry);

  @Test
  void shouldShowWhatShouldServeWhatLoadsAndWhatServes() {
    ModelRegistry two =
        ModelRegistry.empty().apply(announced("v1", 100)).apply(announced("v2", 200));
    metrics.follow(two);
    metrics.loading("v2");

    assertThat(registry.scrape())
        .contains(
            "afterimage_model_expected{version=\"v2\"} 1.0",
            "afterimage_model_loading{version=\"v2\"} 1.0",
            "afterimage_model_announced_seconds{version=\"v2\"} 200.0",
            "afterimage_model_held_out_accuracy{version=\"v2\"} 0.9",
            "afterimage_model_versions 2.0",
            "afterimage_model_store_bytes 2000.0")
        .doesNotContain("afterimage_model_active{", "afterimage_model_pinned{");

    metrics.swapped("v2", Duration.ofSeconds(3), Instant.ofEpochSecond(210));

    assertThat(registry.scrape())
        .contains(
            "afterimage_model_active{version=\"v2\"} 1.0",
            "afterimage_model_active_since_seconds{version=\"v2\"} 210.0",
            "afterimage_model_swap_seconds_sum 3.0")
        .doesNotContain("afterimage_model_loading{");
  }

  @Test
  void shouldShowAPinAsLongAsItHolds() {
    ModelRegistry pinned =
        ModelRegistry.empty()
            .apply(announced("v1", 100))
            .apply(announced("v2", 200))
            .apply(new Pinned("v1", Optional.empty(), Instant.EPOCH));
    metrics.follow(pinned);
    assertThat(registry.scrape())
        .contains(
            "afterimage_model_pinned{version=\"v1\"} 1.0",
            "afterimage_model_expected{version=\"v1\"} 1.0")
        .doesNotContain("afterimage_model_expected{version=\"v2\"}");

    metrics.follow(pinned.apply(new Unpinned("v1", Optional.empty(), Instant.EPOCH)));
    assertThat(registry.scrape()).doesNotContain("afterimage_model_pinned{");
  }

  private static Announced announced(String version, long second) {
    return new Announced(
        version,
        "kafka:" + version,
        "00",
        1000,
        List.of("cat", "dog"),
        Optional.empty(),
        Optional.of(0.9),
        Instant.ofEpochSecond(second));
  }
}
