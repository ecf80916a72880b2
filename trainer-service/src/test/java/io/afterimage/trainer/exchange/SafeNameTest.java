package io.afterimage.trainer.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.testkit.PngImages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafeNameTest {

  @Test
  void shouldKeepANameThatIsSafe() {
    assertThat(SafeName.of("t-shirt_2.jpg")).isEqualTo("t-shirt_2.jpg");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "..", "../../etc/passwd", ".hidden", "a/b", "C:\\x", "Fuchs 🦊", "a\nb"})
  void shouldMakeOneNameOfWhateverText(String text) {
    assertThat(SafeName.of(text)).matches("[A-Za-z0-9_-][A-Za-z0-9._-]*").isNotEqualTo(text);
  }

  @Test
  void shouldKeepDifferentTextsApart() {
    assertThat(SafeName.of("a/b")).startsWith("a_b-").isNotEqualTo(SafeName.of("a b"));
    assertThat(SafeName.of("x".repeat(300)))
        .hasSizeLessThan(130)
        .isNotEqualTo(SafeName.of("x".repeat(301)));
  }

  @Test
  void shouldEndTheNameOfAnImageWithItsFormat() {
    byte[] png = PngImages.ofClass(8, 0, 0);

    assertThat(SafeName.ofImage("a.PNG", png)).isEqualTo("a.PNG");
    assertThat(SafeName.ofImage("a.jpg", png)).isEqualTo("a.jpg.png");
    assertThat(SafeName.ofImage("a", new byte[] {1})).isEqualTo("a.bin");
  }
}
