package io.afterimage.cli.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Topics and users for Strimzi are those of the code. */
class StrimziTest {

  private static final Path FOLDER = Infra.FOLDER.resolve("kubernetes/strimzi");

  @Test
  void shouldDefineTheTopicsOfTheCode() throws IOException {
    assertThat(file("topics.yaml", StrimziFiles.topics())).isEqualTo(StrimziFiles.topics());
  }

  @Test
  void shouldGrantEachServiceWhatItNeedsAndNothingMore() throws IOException {
    assertThat(file("users.yaml", StrimziFiles.users())).isEqualTo(StrimziFiles.users());
  }

  private static String file(String name, String wanted) throws IOException {
    Path file = FOLDER.resolve(name);
    if (Boolean.getBoolean("afterimage.write")) {
      Files.createDirectories(FOLDER);
      Files.writeString(file, wanted);
    }
    return Files.readString(file);
  }
}
