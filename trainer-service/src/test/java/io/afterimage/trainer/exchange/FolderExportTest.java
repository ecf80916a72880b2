package io.afterimage.trainer.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.trainer.buffer.Example;
import io.afterimage.training.dataset.FolderDataset;
import io.afterimage.training.dataset.LabelledImage;
import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.StableSplit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderExportTest {

  @TempDir Path folder;

  @Test
  void shouldNameEachFileAfterItsIdAndOnceAfterItsFormat() throws IOException {
    write("a.png", "b", "c.jpg", "D.PNG");

    assertThat(folder.resolve("train/cat"))
        .isDirectoryContaining("glob:**/a.png")
        .isDirectoryContaining("glob:**/b.png")
        .isDirectoryContaining("glob:**/c.jpg.png")
        .isDirectoryContaining("glob:**/D.png");
  }

  @Test
  void shouldKeepIdsApartThatDifferOnlyInTheirExtension() throws IOException {
    write("a.png", "a", "a.PNG", "x/y.png", "x/y");

    List<String> index = Files.readAllLines(folder.resolve(FolderExport.INDEX));
    assertThat(index).hasSize(6).noneMatch(line -> line.contains(".png.png"));
    try (Stream<Path> files = Files.list(folder.resolve("train/cat"))) {
      assertThat(files).hasSize(5);
    }
    for (String line : index.subList(1, 6)) {
      String[] cells = line.replace("\"", "").split(",", -1);
      assertThat(folder.resolve(cells[0])).hasContent(cells[1]);
    }
  }

  @Test
  void shouldComeBackToTheSameLabels() {
    List<String> labels =
        List.of("golden retriever", "猫", "a/b", "..", "CON", "100 %", "50%25", "x. ", "__MACOSX");
    FolderExport.write(
        labels.stream().map(label -> example(label + "-1", label)).toList(), folder, written -> {});

    assertThat(FolderDataset.listing(folder, StableSplit.SERVICE).classes())
        .containsExactlyInAnyOrder(
            "golden retriever", "猫", "a/b", "..", "CON", "100 %", "50%25", "x.", "__MACOSX");
    assertThat(folder.resolve("train/golden retriever")).isDirectory();
  }

  @Test
  void shouldComeBackToTheSameGroups() {
    FolderExport.write(
        List.of(example("a", "cat").inGroup(Optional.of("scene, 1")), example("b", "cat")),
        folder,
        written -> {});

    assertThat(FolderDataset.listing(folder, StableSplit.SERVICE).images())
        .extracting(LabelledImage::id, LabelledImage::group)
        .containsExactlyInAnyOrder(
            tuple("train/cat/a.png", Optional.of("scene, 1")),
            tuple("train/cat/b.png", Optional.empty()));
  }

  /** Without validation images, those in train are split by a hash: by that of their group. */
  @Test
  void shouldSplitAGroupAsOne() {
    FolderExport.write(
        IntStream.range(0, 60)
            .mapToObj(i -> example("p" + i, "cat").inGroup(Optional.of("scene-" + i % 20)))
            .toList(),
        folder,
        written -> {});

    FolderDataset.listing(folder, StableSplit.SERVICE)
        .images()
        .forEach(
            image ->
                assertThat(image.split())
                    .isEqualTo(new StableSplit(0.2, 0).of(image.group().orElseThrow())));
  }

  /** Each with its id for contents. */
  private void write(String... ids) {
    FolderExport.write(
        Stream.of(ids).map(id -> example(id, "cat")).toList(), folder, written -> {});
  }

  private static Example example(String id, String label) {
    return new Example(
        id,
        label,
        Split.TRAIN,
        Instant.EPOCH,
        new ImagePointer("images", 0, 0),
        id.getBytes(StandardCharsets.UTF_8));
  }
}
