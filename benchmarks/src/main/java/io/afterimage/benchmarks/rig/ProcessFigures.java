package io.afterimage.benchmarks.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What Linux tells of a process. */
public record ProcessFigures(long pid) {

  private static final String RESIDENT = "VmRSS:";

  /** Of a process that runs. */
  public static ProcessFigures of(long pid) {
    return new ProcessFigures(pid);
  }

  /** Of this process. */
  public static ProcessFigures own() {
    return new ProcessFigures(ProcessHandle.current().pid());
  }

  /** Seconds on processors so far, in user and kernel mode. */
  public double cpuSeconds() {
    return ProcessHandle.of(pid)
            .flatMap(handle -> handle.info().totalCpuDuration())
            .orElse(Duration.ZERO)
            .toMillis()
        / 1000.0;
  }

  /** Resident memory in MiB. */
  public double residentMiB() {
    try {
      List<String> status = Files.readAllLines(Path.of("/proc/" + pid + "/status"));
      String resident =
          status.stream().filter(line -> line.startsWith(RESIDENT)).findFirst().orElseThrow();
      return Long.parseLong(resident.replaceAll("\\D", "")) / 1024.0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
