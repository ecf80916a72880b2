package io.afterimage.cli.folders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.client.CommandFailure;
import io.afterimage.client.images.ImageFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFilesTest {

  @TempDir Path folder;

  @Test
  void shouldNameFilesByTheirPathBelowTheFolderInOrder() throws IOException {
    write("photos/dogs/1.jpg");
    write("photos/cats/2.jpg");
    write("photos/cats/.hidden");
    write("photos/.git/3.jpg");
    Path single = write("4.jpg");

    assertThat(ImageFiles.find(List.of(folder.resolve("photos"), single), skipped -> {}))
        .extracting(ImageFile::name, ImageFile::folder)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("cats/2.jpg", Optional.of("cats")),
            org.assertj.core.groups.Tuple.tuple("dogs/1.jpg", Optional.of("dogs")),
            org.assertj.core.groups.Tuple.tuple(
                "4.jpg", Optional.of(folder.getFileName().toString())));
  }

  @Test
  void shouldNameThePathThatIsMissing() {
    Path missing = folder.resolve("missing");

    assertThatThrownBy(() -> ImageFiles.find(List.of(missing), skipped -> {}))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining(missing.toString());
  }

  @Test
  void shouldRefuseFoldersWithoutFiles() {
    assertThatThrownBy(() -> ImageFiles.find(List.of(folder), skipped -> {}))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("no files");
  }

  private Path write(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, name);
  }
}
