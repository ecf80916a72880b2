package io.afterimage.cli.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.images.InputSpec;
import io.afterimage.training.dataset.Dataset;
import io.afterimage.training.dataset.DatasetException;
import io.afterimage.training.dataset.LabelledImage;
import io.afterimage.training.dataset.SkippedImage;
import io.afterimage.training.dataset.TrainingSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {

  @TempDir Path root;

  private ImageFolder folder;
  private Dataset listed;

  @BeforeEach
  void list() throws IOException {
    for (String label : new String[] {"birds", "cats", "dogs"}) {
      Files.createDirectories(root.resolve(label));
      for (int i = 0; i < 3; i++) {
        Files.createFile(root.resolve(label).resolve(i + ".jpg"));
      }
    }
    folder = new ImageFolder(root, Optional.of(2), 0);
    listed = folder.list();
  }

  @Test
  void shouldLeaveOutAClassWithTooFewUsableImagesWhereThatIsAskedFor() {
    Dataset usable = folder.usable(listed, without("birds/0.jpg", "birds/2.jpg", "dogs/1.jpg"));

    assertThat(usable.labels()).containsExactly("cats", "dogs");
    assertThat(usable.leftOut()).isEqualTo(Map.of("birds", 1));
    assertThat(usable.images())
        .extracting(LabelledImage::id)
        .containsExactly("cats/0.jpg", "cats/1.jpg", "cats/2.jpg", "dogs/0.jpg", "dogs/2.jpg");
  }

  @Test
  void shouldNameAClassOfWhichNothingIsUsable() {
    Dataset usable = folder.usable(listed, without("birds/0.jpg", "birds/1.jpg", "birds/2.jpg"));

    assertThat(usable.labels()).containsExactly("cats", "dogs");
    assertThat(usable.leftOut()).isEqualTo(Map.of("birds", 0));
  }

  @Test
  void shouldNameBrokenFilesWhereTooFewClassesAreLeft() {
    TrainingSet read = without("birds/0.jpg", "birds/1.jpg", "dogs/1.jpg", "dogs/2.jpg");

    assertThatThrownBy(() -> folder.usable(listed, read))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("class birds has 1 usable image of 3")
        .hasMessageContaining("dogs/1.jpg (broken)")
        .hasMessageEndingWith("a classifier needs two or more classes");
  }

  @Test
  void shouldKeepEverythingWhereEnoughIsUsable() {
    assertThat(folder.usable(listed, without("birds/0.jpg", "cats/0.jpg"))).isEqualTo(listed);
  }

  private TrainingSet without(String... broken) {
    return new TrainingSet(
        listed.labels(),
        InputSpec.square(32),
        Map.of(),
        Arrays.stream(broken).map(id -> new SkippedImage(id, "broken")).toList(),
        "");
  }
}
