package io.afterimage.client.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackupPlaceTest {

  private static final BackupIndex INDEX =
      new BackupIndex(BackupIndex.FORMAT, "0.2.0", Instant.EPOCH, "shop.", List.of(), List.of());

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"new/backup.zip", "new/backup"})
  void shouldKeepFilesInAFolderOrAnArchive(String name) throws IOException {
    Path place = folder.resolve(name);
    try (BackupPlace backup = BackupPlace.create(place)) {
      try (OutputStream file = backup.write("model-store/v1/model.onnx")) {
        file.write(new byte[] {1, 2, 3});
      }
      backup.write(INDEX);
    }

    try (BackupPlace backup = BackupPlace.open(place);
        InputStream file = backup.read("model-store/v1/model.onnx")) {
      assertThat(file.readAllBytes()).containsExactly(1, 2, 3);
      assertThat(backup.index()).isEqualTo(INDEX);
      assertThatThrownBy(() -> backup.read("../outside")).isInstanceOf(IOException.class);
    }
    assertThatThrownBy(() -> BackupPlace.create(place)).hasMessageContaining("there already");
  }

  @Test
  void shouldNotLeaveHalfABackupThatLooksWhole() throws IOException {
    Path zip = folder.resolve("half.zip");
    try (BackupPlace backup = BackupPlace.create(zip);
        OutputStream file = backup.write("training-set.records")) {
      file.write(1);
    }
    assertThat(folder).isEmptyDirectory();

    Path half = folder.resolve("half");
    try (BackupPlace backup = BackupPlace.create(half);
        OutputStream file = backup.write("training-set.records")) {
      file.write(1);
    }
    try (BackupPlace backup = BackupPlace.open(half)) {
      assertThatThrownBy(backup::index).hasMessageContaining("interrupted");
    }
  }

  @Test
  void shouldBeginAgainAfterAProcessThatWasKilled() throws IOException {
    Path zip = folder.resolve("again.zip");
    Files.writeString(BackupPlace.unfinished(zip), "longer than the whole archive".repeat(100));
    try (BackupPlace backup = BackupPlace.create(zip)) {
      assertThat(zip).doesNotExist();
      backup.write(INDEX);
    }

    assertThat(folder).isDirectoryContaining(zip::equals);
    assertThat(BackupPlace.unfinished(zip)).doesNotExist();
    try (BackupPlace backup = BackupPlace.open(zip)) {
      assertThat(backup.index()).isEqualTo(INDEX);
    }
  }

  @Test
  void shouldReplaceNothingThatCameMeanwhile() throws IOException {
    Path zip = folder.resolve("taken.zip");
    BackupPlace backup = BackupPlace.create(zip);
    backup.write(INDEX);
    Files.writeString(zip, "another");

    assertThatThrownBy(backup::close).hasMessageContaining("cannot finish " + zip);

    assertThat(zip).hasContent("another");
    assertThat(BackupPlace.unfinished(zip)).doesNotExist();
  }

  @Test
  void shouldRefuseWhatIsNoBackupOrOfALaterFormat() throws IOException {
    Path text = Files.writeString(folder.resolve("notes.txt"), "notes");
    assertThatThrownBy(() -> BackupPlace.open(text)).hasMessageContaining("neither a folder nor");
    assertThatThrownBy(() -> BackupPlace.open(folder.resolve("nothing")))
        .hasMessageContaining("no backup at");
    Path later = folder.resolve("later");
    try (BackupPlace backup = BackupPlace.create(later)) {
      backup.write(new BackupIndex(9, "0.9.0", Instant.EPOCH, "", List.of(), List.of()));
      assertThatThrownBy(backup::index)
          .hasMessageContaining("format 9, this release reads 1")
          .hasMessageContaining("release 0.9.0");
    }
  }
}
