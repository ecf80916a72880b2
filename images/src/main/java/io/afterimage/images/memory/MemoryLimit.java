package io.afterimage.images.memory;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * The memory that this process may take before the kernel ends it.
 *
 * @param bytes the smallest limit of the control groups above this process, else the machine's
 *     memory
 * @param fromContainer whether a control group sets it
 */
public record MemoryLimit(long bytes, boolean fromContainer) {

  private static final Path PROC = Path.of("/proc/self");

  /** The limit that holds for this process now. */
  public static MemoryLimit ofProcess() {
    long physical = physicalBytes();
    OptionalLong group = ofGroups(PROC.resolve("cgroup"), PROC.resolve("mountinfo"), Path.of("/"));
    // In a container the virtual machine takes the group's limit for the machine's memory.
    if (group.isPresent() && group.getAsLong() <= physical) {
      return new MemoryLimit(group.getAsLong(), true);
    }
    return new MemoryLimit(physical, false);
  }

  /**
   * The smallest limit of the process's own group and those above it: a pod, a slice or a parent
   * may set a smaller one than the group itself, and the virtual machine looks at the group alone.
   *
   * @param groups as {@code /proc/self/cgroup}
   * @param mounts as {@code /proc/self/mountinfo}
   * @param root in front of every mount point
   */
  static OptionalLong ofGroups(Path groups, Path mounts, Path root) {
    try {
      List<String> mountLines = Files.readAllLines(mounts, StandardCharsets.UTF_8);
      return Files.readAllLines(groups, StandardCharsets.UTF_8).stream()
          .map(line -> line.split(":", 3))
          .filter(fields -> fields.length == 3)
          .flatMapToLong(
              fields ->
                  mountLines.stream()
                      .map(line -> line.split(" "))
                      .filter(mount -> isMemory(mount, fields[1]))
                      .mapToLong(mount -> smallest(mount, fields[2], root)))
          .min();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  /** Fields of mountinfo: 3 is the mounted part of the hierarchy, 4 where; the type follows "-". */
  private static boolean isMemory(String[] mount, String controllers) {
    List<String> fields = List.of(mount);
    int separator = fields.indexOf("-");
    if (separator < 5 || fields.size() < separator + 4) {
      return false;
    }
    String type = fields.get(separator + 1);
    if (controllers.isEmpty()) {
      return type.equals("cgroup2");
    }
    return type.equals("cgroup")
        && List.of(controllers.split(",")).contains("memory")
        && List.of(fields.get(separator + 3).split(",")).contains("memory");
  }

  private static long smallest(String[] mount, String group, Path root) {
    Path top = root.resolve(mount[4].substring(1));
    // Inside a container the mount often shows the group itself, whatever its path outside.
    String below = group.startsWith(mount[3]) ? group.substring(mount[3].length()) : "";
    Path folder = top.resolve(below.replaceFirst("^/+", "")).normalize();
    long smallest = Long.MAX_VALUE;
    for (Path at = folder; at != null && at.startsWith(top); at = at.getParent()) {
      smallest = Math.min(smallest, limit(at.resolve("memory.max")));
      smallest = Math.min(smallest, limit(at.resolve("memory.limit_in_bytes")));
    }
    return smallest;
  }

  private static long limit(Path file) {
    try {
      return Long.parseLong(Files.readString(file).strip());
    } catch (IOException | NumberFormatException absentOrMax) {
      return Long.MAX_VALUE;
    }
  }

  private static long physicalBytes() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }
}
