package io.afterimage.images.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryLimitTest {

  private static final long UNLIMITED = 9223372036854771712L;

  @TempDir private Path root;

  private void write(String file, Object content) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content + "\n");
  }

  private OptionalLong limit() {
    return MemoryLimit.ofGroups(root.resolve("cgroup"), root.resolve("mountinfo"), root);
  }

  @Test
  void shouldReadLimitOfContainerInSecondVersion() throws IOException {
    write("cgroup", "0::/");
    write("mountinfo", "30 24 0:26 / /sys/fs/cgroup ro,nosuid - cgroup2 cgroup rw");
    write("sys/fs/cgroup/memory.max", 2_147_483_648L);

    assertThat(limit()).hasValue(2_147_483_648L);
  }

  @Test
  void shouldTakeSmallestLimitAboveGroupInSecondVersion() throws IOException {
    write("cgroup", "0::/pod/app");
    write("mountinfo", "30 24 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup rw");
    write("sys/fs/cgroup/pod/app/memory.max", "max");
    write("sys/fs/cgroup/pod/memory.max", 1_000_000L);

    assertThat(limit()).hasValue(1_000_000L);
  }

  @Test
  void shouldReadLimitOfHierarchyInFirstVersion() throws IOException {
    write("cgroup", "5:cpu,cpuacct:/docker/a\n4:memory:/docker/a\n0::/");
    write(
        "mountinfo",
        "34 31 0:31 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu,cpuacct\n"
            + "35 31 0:32 / /sys/fs/cgroup/memory rw shared:9 - cgroup cgroup rw,memory");
    write("sys/fs/cgroup/memory/docker/a/memory.limit_in_bytes", 1_073_741_824L);
    write("sys/fs/cgroup/memory/docker/memory.limit_in_bytes", UNLIMITED);

    assertThat(limit()).hasValue(1_073_741_824L);
  }

  @Test
  void shouldReadMountOfContainerWhoseGroupHasPathOutside() throws IOException {
    write("cgroup", "4:memory:/docker/a");
    write("mountinfo", "35 31 0:32 /docker/a /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory");
    write("sys/fs/cgroup/memory/memory.limit_in_bytes", 536_870_912L);

    assertThat(limit()).hasValue(536_870_912L);
  }

  @Test
  void shouldKnowOfNoLimitWithoutControlGroups() {
    assertThat(limit()).isEmpty();
  }
}
