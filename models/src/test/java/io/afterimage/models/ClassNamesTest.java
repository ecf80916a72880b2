package io.afterimage.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClassNamesTest {

  @Test
  void shouldShowFewNamesWhole() {
    assertThat(ClassNames.inWords(List.of("cat", "golden retriever")))
        .isEqualTo("cat, golden retriever");
    assertThat(ClassNames.inWords(names(ClassNames.SHOWN))).doesNotContain("more");
  }

  @Test
  void shouldShowTheFirstOfManyAndSayHowManyMoreThereAre() {
    assertThat(ClassNames.inWords(names(1_000)))
        .startsWith("class-0, class-1, ")
        .endsWith(", class-19, and 980 classes more");
  }

  @Test
  void shouldCutLongNames() {
    assertThat(ClassNames.inWords(List.of("x".repeat(200), "y")))
        .isEqualTo("x".repeat(60) + "…, y");
  }

  private static List<String> names(int classes) {
    return IntStream.range(0, classes).mapToObj("class-%d"::formatted).toList();
  }
}
