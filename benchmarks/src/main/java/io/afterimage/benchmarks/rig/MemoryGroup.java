package io.afterimage.benchmarks.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A control group with a limit of memory, as a container has it: what exceeds it is killed by the
 * kernel. Versions 1 and 2; needs the right to create groups.
 */
public final class MemoryGroup implements AutoCloseable {

  private static final Path FIRST_VERSION = Path.of("/sys/fs/cgroup/memory");
  private static final Path SECOND_VERSION = Path.of("/sys/fs/cgroup");

  /** What the groups below one may limit; the root group of version 2 has no limit itself. */
  private static final String CHILDREN = "cgroup.subtree_control";

  private static final int REMOVAL_TRIES = 50;

  private final Path folder;
  private final boolean isFirst;

  private MemoryGroup(Path folder, boolean isFirst) {
    this.folder = folder;
    this.isFirst = isFirst;
  }

  /** Whether such groups can be created here. */
  public static boolean isPossible() {
    try {
      return Files.isWritable(root())
          && (isFirst() || Files.readString(root().resolve(CHILDREN)).contains("memory"));
    } catch (IOException noGroups) {
      return false;
    }
  }

  /**
   * Creates one.
   *
   * @throws UncheckedIOException when that is not allowed here
   */
  public static MemoryGroup create(String name, long bytes) {
    Path folder = root().resolve(name);
    try {
      Files.createDirectories(folder);
      MemoryGroup group = new MemoryGroup(folder, isFirst());
      group.write(isFirst() ? "memory.limit_in_bytes" : "memory.max", Long.toString(bytes));
      return group;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "no control group with a limit of memory can be created at " + folder + "; run as root",
          e);
    }
  }

  /** What the command line of a process inside begins with. */
  public List<String> entry() {
    return List.of(
        "sh", "-c", "echo $$ >'" + folder.resolve("cgroup.procs") + "' && exec \"$@\"", "sh");
  }

  /** The most memory that the group has had, in MiB. */
  public double peakMiB() {
    Path peak = folder.resolve(isFirst ? "memory.max_usage_in_bytes" : "memory.peak");
    return Files.exists(peak) ? read(peak) / 1024.0 / 1024.0 : Double.NaN;
  }

  @Override
  public void close() {
    for (int i = 0; i < REMOVAL_TRIES; i++) {
      try {
        Files.deleteIfExists(folder);
        return;
      } catch (IOException stillUsed) {
        pause();
      }
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean isFirst() {
    return Files.exists(FIRST_VERSION.resolve("memory.limit_in_bytes"));
  }

  private static Path root() {
    return isFirst() ? FIRST_VERSION : SECOND_VERSION;
  }

  private void write(String file, String value) throws IOException {
    Files.writeString(folder.resolve(file), value);
  }

  private static long read(Path file) {
    try {
      return Long.parseLong(Files.readString(file).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
