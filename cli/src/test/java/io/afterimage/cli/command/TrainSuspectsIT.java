package io.afterimage.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that lie in the folder of another class. */
class TrainSuspectsIT {

  private static final int OF_EACH = 60;
  private static final int MISPLACED = 12;

  @TempDir Path folder;

  private Path images;
  private Path model;

  @BeforeEach
  void misplaceImages() throws IOException {
    images = GreyImages.draw(folder.resolve("images"), OF_EACH);
    model = folder.resolve("model");
    for (int i = 0; i < MISPLACED; i++) {
      misplace("dark", "striped", i);
      misplace("striped", "dark", i);
    }
  }

  private void misplace(String from, String to, int number) throws IOException {
    Files.move(
        images.resolve(from).resolve(number * OF_EACH / MISPLACED + ".png"),
        images.resolve(to).resolve("misplaced-" + number + ".png"));
  }

  @Test
  void shouldListThemWithTheirFilesAndNotLearnThem() throws IOException {
    TestTerminal terminal = train("drop");

    List<String> lines = Files.readAllLines(model.resolve("suspects.csv"));
    assertThat(lines.get(0)).isEqualTo("image,label,likely,score,learned");
    assertThat(lines.subList(1, lines.size()))
        .hasSizeBetween(MISPLACED, 2 * MISPLACED)
        .allMatch(line -> line.matches(".*/misplaced-\\d+\\.png,.*,no"))
        .anyMatch(line -> line.matches(".*/striped/misplaced-\\d+\\.png,striped,dark,0\\.\\d+,no"))
        .allMatch(line -> Files.exists(Path.of(line.substring(0, line.indexOf(',')))));
    int found = lines.size() - 1;
    assertThat(terminal.out())
        .contains("%d of 76 labels look wrong, %d of them were not learned".formatted(found, found))
        .contains("image", "likely", "misplaced-");
    assertThat(terminal.err()).contains("all of them are in " + model.resolve("suspects.csv"));
    try (Stream<Path> files = Files.list(images.resolve("striped"))) {
      assertThat(files).as("stay where they are").hasSize(OF_EACH);
    }
  }

  @Test
  void shouldLearnThemWhereTheyAreOnlyToBeReported() {
    TestTerminal terminal = train("report");

    assertThat(terminal.out())
        .contains("labels look wrong\n")
        .doesNotContain("were not learned")
        .containsPattern("misplaced-\\d+\\.png +striped +dark +\\S+ +yes");
  }

  @Test
  void shouldRemoveTheListOfAnEarlierTrainingThatNobodyWantsAnyMore() {
    train("drop");
    TestTerminal terminal = train("keep");

    assertThat(terminal.out()).doesNotContain("look wrong");
    assertThat(model.resolve("suspects.csv")).doesNotExist();
  }

  private TestTerminal train(String handling) {
    TestTerminal terminal = new TestTerminal();
    int exitCode =
        terminal.run(
            "train",
            images.toString(),
            "--output",
            model.toString(),
            "--size",
            "32",
            "--suspects",
            handling);
    assertThat(exitCode).as(terminal.err()).isZero();
    return terminal;
  }
}
