package io.afterimage.cli.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TarTest {

  private static final int MOST = 1000;
  private static final int SIZE_AT = 124;

  @Test
  void shouldGiveEachEntryWhetherTheOneBeforeWasReadOrNot() throws IOException {
    Tar tar = new Tar(stream(archive(700)), MOST);

    assertThat(tar.next()).isTrue();
    assertThat(tar.next()).isTrue();
    assertThat(tar.content()).hasSize(700);
    assertThat(tar.next()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "77777777777, has 8589934591 bytes",
    "00000001751, has 1001 bytes",
    "-0000000001, in '-0000000001",
    "many, in 'many"
  })
  void shouldRefuseASizeThatIsTooLargeOrNone(String size, String expected) throws IOException {
    byte[] archive = archive(10);
    Arrays.fill(archive, SIZE_AT, SIZE_AT + 12, (byte) 0);
    for (int i = 0; i < size.length(); i++) {
      archive[SIZE_AT + i] = (byte) size.charAt(i);
    }

    assertThatThrownBy(
            () -> {
              Tar tar = new Tar(stream(archive), MOST);
              tar.next();
              tar.content();
            })
        .isInstanceOf(IOException.class)
        .hasMessageContaining(expected);
  }

  /** Two entries of so many bytes. */
  private static byte[] archive(int bytes) throws IOException {
    byte[] gzipped = Archives.tarGz(Map.of("one", new byte[bytes], "two", new byte[bytes]));
    return new GZIPInputStream(new ByteArrayInputStream(gzipped)).readAllBytes();
  }

  private static ByteArrayInputStream stream(byte[] archive) {
    return new ByteArrayInputStream(archive);
  }
}
