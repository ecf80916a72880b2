package io.afterimage.schemas.events;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextStartTest {

  private static final String SMILE = "\ud83d\ude00";

  @Test
  void shouldNotCutACharacterInTwo() {
    String text = "ab" + SMILE + "cd";

    assertThat(TextStart.of(text, 2)).isEqualTo("ab");
    assertThat(TextStart.of(text, 3)).isEqualTo("ab");
    assertThat(TextStart.of(text, 4)).isEqualTo("ab" + SMILE);
    assertThat(TextStart.of(text, 6)).isEqualTo(text);
    assertThat(TextStart.of(SMILE, 1)).isEmpty();
    assertThat(TextStart.of(SMILE, 0)).isEmpty();
  }
}
