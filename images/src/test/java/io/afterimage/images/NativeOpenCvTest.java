package io.afterimage.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeOpenCvTest {

  private static final byte[] CONTENT = "a library".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path folder;
  private URL packed;

  @BeforeEach
  void pack() throws IOException {
    Path jar = folder.resolve("some.jar");
    try (JarOutputStream entries = new JarOutputStream(Files.newOutputStream(jar))) {
      entries.putNextEntry(new JarEntry("library"));
      entries.write(CONTENT);
    }
    packed = new URL("jar:" + jar.toUri() + "!/library");
  }

  @Test
  void shouldUnpackOnceAndLeaveNothingElse() throws IOException {
    Path cache = folder.resolve("home/cache");

    Path first = NativeOpenCv.unpack(packed, cache);
    Files.setLastModifiedTime(first, FileTime.fromMillis(1000));
    Path second = NativeOpenCv.unpack(packed, cache);

    assertThat(second).isEqualTo(first).hasBinaryContent(CONTENT);
    assertThat(Files.getLastModifiedTime(second).toMillis()).isEqualTo(1000);
    try (Stream<Path> files = Files.list(cache)) {
      assertThat(files.toList()).isEqualTo(List.of(first));
    }
  }

  @Test
  void shouldReplaceAFileOfAnotherLength() throws IOException {
    Path file = NativeOpenCv.unpack(packed, folder);
    Files.write(file, new byte[] {1});

    assertThat(NativeOpenCv.unpack(packed, folder)).hasBinaryContent(CONTENT);
  }

  @Test
  void shouldNotTakeWhatIsNotInAJar() throws IOException {
    URL plain = folder.toUri().toURL();

    assertThatThrownBy(() -> NativeOpenCv.unpack(plain, folder)).isInstanceOf(IOException.class);
  }
}
