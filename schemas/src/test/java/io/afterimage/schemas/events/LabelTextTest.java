package io.afterimage.schemas.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people type, paste and export for one class is one label. */
class LabelTextTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "golden retriever",
        "  golden retriever ",
        "\tgolden retriever\r\n",
        "golden\nretriever",
        "golden \n retriever",
        "golden\u00a0retriever",
        "\u00a0golden\u202fretriever\u3000",
        "golden\u2028retriever",
        "golden\u0085retriever",
        "\ufeffgolden retriever",
        "gol\u200bden retriever",
        "golden retriever\u200d",
        "gol\u00adden retriever",
        "\u200egolden retriever\u200f",
        "golden \u2060 retriever",
      })
  void shouldMakeOneLabelOfWhatLooksTheSame(String text) {
    assertThat(LabelText.of(text)).isEqualTo("golden retriever");
  }

  @Test
  void shouldComposeLetters() {
    assertThat(LabelText.of("Ka\u0308uzchen")).isEqualTo("K\u00e4uzchen");
    assertThat(LabelText.of("\u212bngstr\u00f6m")).isEqualTo("\u00c5ngstr\u00f6m");
  }

  @Test
  void shouldComposeLettersThatAnInvisibleCharacterKeptApart() {
    assertThat(LabelText.of("a\u200b\u0308")).isEqualTo("\u00e4");
  }

  @ParameterizedTest
  @ValueSource(strings = {"猫", "Golden Retriever", "T-shirt/top", "n02099601, dog", "🦊", "😀 x"})
  void shouldKeepWhatIsInOrder(String text) {
    assertThat(LabelText.of(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\u0308 \u00a0b", "❤\ufe0f", "e\u200d\u0301\u0301", " x\u200b \u200by "})
  void shouldChangeNothingWhenAppliedAgain(String text) {
    String label = LabelText.of(text);

    assertThat(LabelText.of(label)).isEqualTo(label);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\u00a0", "\u200b", "\ufeff \n\u200d", "\ufe0f"})
  void shouldRefuseTextWithNothingToSee(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LabelText.of(text))
        .withMessage("the label is blank");
  }

  @ParameterizedTest
  @ValueSource(strings = {"c\u0000at", "cat\u0007", "\u001b[31mcat", "cat\ud83d"})
  void shouldRefuseWhatIsNotText(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LabelText.of(text))
        .withMessageContaining("which is not text");
  }

  @Test
  void shouldNameTheCharacterThatIsNotTextAndItsPlace() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LabelText.of("ca\u0000t"))
        .withMessage("the label has the character U+0000 at position 2, which is not text: 'ca?t'");
  }

  @Test
  void shouldRefuseTextThatIsTooLong() {
    String longest = "x".repeat(LabelText.MAX_CHARACTERS);
    assertThat(LabelText.of(" " + longest + " ")).isEqualTo(longest);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> LabelText.of(longest + "x"))
        .withMessageStartingWith("the label has 201 characters, at most 200: 'xxx")
        .withMessageEndingWith("x…'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LabelText.of("x".repeat(60_000)))
        .withMessageContaining("60000 characters");
  }

  @Test
  void shouldRefuseTextWithTooManyBytes() {
    String longest = "猫".repeat(LabelText.MAX_BYTES / 3);
    assertThat(LabelText.of(longest)).isEqualTo(longest);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> LabelText.of(longest + "猫"))
        .withMessageContaining("258 bytes in UTF-8, at most 255");
  }

  @Test
  void shouldFindLabelsThatDifferInCaseOnly() {
    assertThat(
            LabelText.differingInCaseOnly(
                List.of("cat", "dog", "Cat", "CAT", "Straße", "STRASSE", "猫", "dog")))
        .containsExactly(
            new TreeSet<>(List.of("CAT", "Cat", "cat")),
            new TreeSet<>(List.of("STRASSE", "Straße")));
  }
}
