package io.afterimage.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.schemas.release.Release;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceMetersTest {

  @TempDir Path folder;

  @Test
  void shouldTellOfTheProcess() {
    try (ServiceMeters meters = ServiceMeters.on()) {
      assertThat(meters.registry().scrape())
          .contains("jvm_memory_used_bytes", "process_resident_memory_bytes", "process_uptime");
    }
  }

  @Test
  void shouldTellWhichBuildRuns() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new BuildInfo(new Release(Optional.of("1.2.0"), Optional.of("0123abc"))).bindTo(registry);

    assertThat(registry.scrape())
        .containsPattern(
            "afterimage_build_info\\{commit=\"0123abc\",java=\"[^\"]+\",version=\"1\\.2\\.0\"} 1");
    try (ServiceMeters meters = ServiceMeters.on()) {
      assertThat(meters.registry().scrape()).contains("afterimage_build_info{");
    }
  }

  @Test
  void shouldExposeNothingWhereSwitchedOff() {
    try (ServiceMeters meters = ServiceMeters.off()) {
      meters.registry().counter("afterimage.anything").increment();

      assertThat(meters.registry().scrape()).isBlank();
    }
  }

  @Test
  void shouldReadResidentMemoryAsLinuxTellsIt() throws IOException {
    Path status = Files.writeString(folder.resolve("status"), "Name:\tjava\nVmRSS:\t  2048 kB\n");

    assertThat(new ResidentMemory(status).bytes()).isEqualTo(2048 * 1024);
    assertThat(new ResidentMemory(folder.resolve("absent")).bytes()).isNaN();
  }
}
