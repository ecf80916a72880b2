package io.afterimage.stream.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.models.CorruptArtifactException;
import io.afterimage.schemas.events.ModelEvent.Announced;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RejectedVersionsTest {

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void open() {
    file = folder.resolve("state/rejected.json");
  }

  @Test
  void shouldRememberOverRestartsUnderTheSameCircumstances() {
    process().add(announced("v1", "aa"), "broken");

    assertThat(process().contains(announced("v1", "aa"))).isTrue();
    assertThat(process().contains(announced("v1", "bb"))).isFalse();
    assertThat(process().contains(announced("v2", "aa"))).isFalse();
    assertThat(RejectedVersions.in(file, "another program").contains(announced("v1", "aa")))
        .isFalse();
  }

  @Test
  void shouldRejectWhatEndedThreeProcessesWhileItWasLoaded() {
    for (int crash = 0; crash < 3; crash++) {
      process().begin(announced("v1", "aa"));
    }

    assertThatThrownBy(() -> process().begin(announced("v1", "aa")))
        .isInstanceOf(CorruptArtifactException.class)
        .hasMessage("the process ended 3 times while it was loading version v1");
    process().begin(announced("v2", "aa"));
  }

  @Test
  void shouldCountOnlyCrashesInARow() {
    for (int i = 0; i < 10; i++) {
      process().begin(announced("v1", "aa"));
      RejectedVersions well = process();
      well.begin(announced("v1", "aa"));
      well.end();
    }

    assertThat(process().contains(announced("v1", "aa"))).isFalse();
  }

  @Test
  void shouldTakeAFileThatCannotBeReadForEmpty() throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "{\"circumstances\":");

    RejectedVersions versions = process();
    assertThat(versions.contains(announced("v1", "aa"))).isFalse();
    versions.add(announced("v1", "aa"), "broken");
    assertThat(process().contains(announced("v1", "aa"))).isTrue();
  }

  @Test
  void shouldForgetTheOldestOfVeryMany() {
    RejectedVersions versions = RejectedVersions.inMemory();
    for (int i = 0; i <= 1_000; i++) {
      versions.add(announced("v" + i, "aa"), "broken");
    }

    assertThat(versions.contains(announced("v0", "aa"))).isFalse();
    assertThat(versions.contains(announced("v1", "aa"))).isTrue();
  }

  private RejectedVersions process() {
    return RejectedVersions.in(file, "a program");
  }

  private static Announced announced(String version, String sha256) {
    return new Announced(
        version,
        "model-artifacts/0@0",
        sha256,
        2,
        List.of("cat", "dog"),
        Optional.empty(),
        Optional.empty(),
        Instant.EPOCH);
  }
}
