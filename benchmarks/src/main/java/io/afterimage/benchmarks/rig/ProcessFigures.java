package io.afterimage.benchmarks.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What Linux tells of a process. */
public record ProcessFigures(long pid) {

  private static final String RESIDENT = "VmRSS:";
  private static final String PEAK = "VmHWM:";

  /** The place of utime in /proc/PID/stat after the name, and its unit: proc(5). */
  private static final int USER_TICKS = 11;

  private static final double TICKS_PER_SECOND = 100;

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

  /**
   * Seconds on processors so far by group of threads, of the threads that live. Linux cuts names
   * after 15 characters.
   */
  public Map<String, Double> cpuSecondsByGroup() {
    Map<String, Double> seconds = new TreeMap<>();
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
      for (Path thread : threads.toList()) {
        String stat = stat(thread);
        if (stat.isEmpty()) {
          continue;
        }
        int nameEnd = stat.lastIndexOf(')');
        String[] rest = stat.substring(nameEnd + 2).split(" ", -1);
        long ticks = Long.parseLong(rest[USER_TICKS]) + Long.parseLong(rest[USER_TICKS + 1]);
        String name = stat.substring(stat.indexOf('(') + 1, nameEnd);
        seconds.merge(group(name), ticks / TICKS_PER_SECOND, Double::sum);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return seconds;
  }

  /** Empty when the thread has ended since it was listed. */
  private static String stat(Path thread) throws IOException {
    try {
      return Files.readString(thread.resolve("stat"));
    } catch (NoSuchFileException e) {
      return "";
    }
  }

  private static String group(String thread) {
    if (thread.startsWith("classifier-")) {
      return "classifier";
    }
    if (thread.startsWith("C1 ") || thread.startsWith("C2 ") || thread.startsWith("Sweeper")) {
      return "compiler";
    }
    if (thread.startsWith("G1 ") || thread.startsWith("GC ") || thread.startsWith("VM ")) {
      return "collector";
    }
    return thread.startsWith("prediction-") ? "benchmark" : "kafka";
  }

  /** Resident memory in MiB. */
  public double residentMiB() {
    return statusMiB(RESIDENT);
  }

  /** The most resident memory that the process has had, in MiB. */
  public double peakMiB() {
    return statusMiB(PEAK);
  }

  private double statusMiB(String name) {
    try {
      List<String> status = Files.readAllLines(Path.of("/proc/" + pid + "/status"));
      String line = status.stream().filter(each -> each.startsWith(name)).findFirst().orElseThrow();
      return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
