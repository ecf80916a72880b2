package io.afterimage.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.training.dataset.ImageMemory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More images than the heap holds, in a process whose heap is that small. */
class SmallHeapIT {

  private static final int HEAP_MEBIBYTES = 32;

  @TempDir private Path folder;

  @Test
  void shouldLearnTheSameFromMoreImagesThanTheHeapHolds() throws IOException, InterruptedException {
    ImageMemory small = new ImageMemory(HEAP_MEBIBYTES << 20);
    assertThat(SmallHeap.need(small).fits()).as("the heap is too small to hold them").isFalse();
    int inMemory = SmallHeap.run(folder, new ImageMemory(Long.MAX_VALUE));

    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + HEAP_MEBIBYTES + "m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                SmallHeap.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(child.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(child.exitValue()).as(output).isZero();
    assertThat(output).contains("shown " + inMemory);
  }
}
