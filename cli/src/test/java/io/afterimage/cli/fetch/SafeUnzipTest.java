package io.afterimage.cli.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafeUnzipTest {

  private static final SafeUnzip UNZIP = new SafeUnzip(3, 100);

  @TempDir Path folder;

  @Test
  void shouldUnpackFoldersAndFiles() throws IOException {
    UNZIP.unpack(archive(10, "a/", "a/b/one.txt", "two.txt"), folder.resolve("target"));

    assertThat(folder.resolve("target/a/b/one.txt")).hasSize(10);
    assertThat(folder.resolve("target/two.txt")).hasSize(10);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../outside.txt", "a/../../outside.txt", "/outside-of-everything.txt"})
  void shouldRefuseEntriesThatLieOutside(String name) throws IOException {
    InputStream archive = archive(10, name);

    assertThatThrownBy(() -> UNZIP.unpack(archive, folder.resolve("target")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(name);
    assertThat(folder.resolve("outside.txt")).doesNotExist();
  }

  @Test
  void shouldRefuseMoreBytesThanAllowed() throws IOException {
    InputStream archive = archive(51, "one", "two");

    assertThatThrownBy(() -> UNZIP.unpack(archive, folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("100 bytes");
  }

  @Test
  void shouldRefuseMoreEntriesThanAllowed() throws IOException {
    InputStream archive = archive(1, "1", "2", "3", "4");

    assertThatThrownBy(() -> UNZIP.unpack(archive, folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("3 entries");
  }

  private static InputStream archive(int bytes, String... names) throws IOException {
    ByteArrayOutputStream target = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(target)) {
      for (String name : names) {
        zip.putNextEntry(new ZipEntry(name));
        if (!name.endsWith("/")) {
          zip.write(new byte[bytes]);
        }
        zip.closeEntry();
      }
    }
    return new ByteArrayInputStream(target.toByteArray());
  }
}
