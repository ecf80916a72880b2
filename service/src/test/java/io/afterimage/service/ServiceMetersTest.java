package io.afterimage.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
