package io.afterimage.service;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the process takes of the machine's memory, the heap and native memory together, as Linux
 * tells it; not a number elsewhere.
 */
final class ResidentMemory implements MeterBinder {

  private static final String RESIDENT = "VmRSS:";
  private static final int KIB = 1024;

  private final Path status;

  ResidentMemory() {
    this(Path.of("/proc/self/status"));
  }

  ResidentMemory(Path status) {
    this.status = status;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Gauge.builder("process.resident.memory", this, ResidentMemory::bytes)
        .description("Memory of the machine that the process takes: does native memory grow?")
        .baseUnit("bytes")
        .strongReference(true)
        .register(registry);
  }

  double bytes() {
    List<String> lines;
    try {
      lines = Files.readAllLines(status);
    } catch (IOException e) {
      return Double.NaN;
    }
    return lines.stream()
        .filter(line -> line.startsWith(RESIDENT))
        .map(line -> line.substring(RESIDENT.length()).replace("kB", "").strip())
        .mapToDouble(kib -> Double.parseDouble(kib) * KIB)
        .findFirst()
        .orElse(Double.NaN);
  }
}
