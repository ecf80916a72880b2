package io.afterimage.trainer.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.StableSplit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSpoolTest {

  @TempDir private Path folder;
  private FileSpool spool;

  @BeforeEach
  void open() {
    spool = new FileSpool(folder.resolve("images"));
  }

  @AfterEach
  void close() {
    spool.close();
  }

  private static byte[] image(int content) {
    byte[] bytes = new byte[1500 + 7 * content];
    Arrays.fill(bytes, (byte) content);
    return bytes;
  }

  @Test
  void shouldGiveBackWhatItKeeps() {
    List<ImageBytes> kept =
        IntStream.range(0, 100).mapToObj(i -> spool.keep(ImageBytes.of(image(i)))).toList();

    for (int i = 0; i < kept.size(); i++) {
      assertThat(kept.get(i).read()).isEqualTo(image(i));
      assertThat(kept.get(i).length()).isEqualTo(image(i).length);
      assertThat(spool.keep(kept.get(i))).as("kept once").isSameAs(kept.get(i));
    }
  }

  @Test
  void shouldUseTheSpaceOfImagesThatNobodyHoldsAgain() {
    List<ImageBytes> kept = new ArrayList<>();
    IntStream.range(0, 64).forEach(i -> kept.add(spool.keep(ImageBytes.of(image(i)))));
    ImageBytes held = kept.get(40);
    long before = spool.fileBytes();
    kept.clear();

    await()
        .atMost(Duration.ofMinutes(3))
        .until(
            () -> {
              System.gc();
              ImageBytes one = spool.keep(ImageBytes.of(image(1)));
              return one.length() > 0 && spool.unusedBytes() > before / 2;
            });
    IntStream.range(0, 8).forEach(i -> kept.add(spool.keep(ImageBytes.of(image(i)))));

    assertThat(spool.fileBytes()).isLessThan(2 * before);
    assertThat(held.read()).isEqualTo(image(40));
    for (int i = 0; i < 8; i++) {
      assertThat(kept.get(i).read()).isEqualTo(image(i));
    }
  }

  @Test
  void shouldKeepASnapshotWholeWhileTheBufferLetsGoOfIt() {
    ReplayBuffer buffer = new ReplayBuffer(new BufferLimits(4, 4, StableSplit.SERVICE), spool);
    IntStream.range(0, 4).forEach(i -> buffer.put(example(i)));
    List<Example> snapshot = buffer.snapshot();

    IntStream.range(4, 40).forEach(i -> buffer.put(example(i)));
    System.gc();
    IntStream.range(40, 80).forEach(i -> buffer.put(example(i)));

    for (int i = 0; i < 4; i++) {
      assertThat(snapshot.get(i).png()).isEqualTo(image(i));
    }
    assertThat(buffer.bytes()).isEqualTo(image(76).length * 4L + 7 * (1 + 2 + 3));
  }

  @Test
  void shouldLeaveNoFileBehind() throws IOException {
    spool.keep(ImageBytes.of(image(1)));
    spool.close();

    try (Stream<Path> files = Files.list(folder.resolve("images"))) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void shouldSayWhichFolderCannotBeUsed() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    assertThatThrownBy(() -> new FileSpool(file))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(file.toString());
  }

  private static Example example(int i) {
    return new Example(
        "p%03d".formatted(i),
        "cat",
        Split.TRAIN,
        Instant.ofEpochSecond(i),
        ExampleRecords.FROM_FOLDER,
        image(i));
  }
}
