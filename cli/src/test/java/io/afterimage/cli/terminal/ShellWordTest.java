package io.afterimage.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ShellWordTest {

  @Test
  void shouldQuoteWhatAShellWouldReadOtherwise() {
    assertThat(ShellWord.of(Path.of("photos/cats"))).isEqualTo("photos/cats");
    assertThat(ShellWord.of("my photos")).isEqualTo("\"my photos\"");
    assertThat(ShellWord.of("a $HOME `b` \"c\"")).isEqualTo("\"a \\$HOME \\`b\\` \\\"c\\\"\"");
  }
}
