package io.afterimage.trainer.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.trainer.buffer.Example;
import io.afterimage.training.dataset.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {

  @TempDir Path root;

  private static Example example(String id, String label) {
    return new Example(
        id, label, Split.TRAIN, Instant.EPOCH, new ImagePointer("images", 0, 1), new byte[] {1});
  }

  @Test
  void shouldFindTheExamplesOfARunUnderTheirLabelsOfThen() {
    RunFolder runs = new RunFolder(root.resolve("runs"));
    runs.begin("../run: 1", List.of(example("a", "cat"), example("b", "dog")));

    assertThat(
            runs.examples(
                "../run: 1",
                List.of(example("c", "dog"), example("b", "cat"), example("a", "cat"))))
        .hasValueSatisfying(
            examples ->
                assertThat(examples)
                    .usingRecursiveFieldByFieldElementComparator()
                    .containsExactly(example("a", "cat"), example("b", "dog")));
    assertThat(runs.examples("another", List.of(example("a", "cat")))).isEmpty();
  }

  @Test
  void shouldNotGoOnWithoutAnExampleThatIsGone() {
    RunFolder runs = new RunFolder(root);
    runs.begin("run", List.of(example("a", "cat"), example("b", "dog")));

    assertThat(runs.examples("run", List.of(example("a", "cat")))).isEmpty();
  }

  @Test
  void shouldNotGoOnWithAListThatIsBroken() throws IOException {
    RunFolder runs = new RunFolder(root);
    runs.begin("run", List.of(example("a", "cat")));
    Files.write(RunFiles.folder(root, "run").resolve("examples.json"), new byte[] {'{'});

    assertThat(runs.examples("run", List.of(example("a", "cat")))).isEmpty();
  }

  @Test
  void shouldKeepOneRunAtMost() throws IOException {
    RunFolder runs = new RunFolder(root);
    runs.begin("one", List.of(example("a", "cat")));
    runs.begin("two", List.of(example("a", "cat")));

    try (Stream<Path> kept = Files.list(root)) {
      assertThat(kept).containsExactly(RunFiles.folder(root, "two"));
    }
    runs.end("two");
    runs.end("two");
    assertThat(root).isEmptyDirectory();
  }
}
