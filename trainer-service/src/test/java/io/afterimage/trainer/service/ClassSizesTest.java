package io.afterimage.trainer.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClassSizesTest {

  @Test
  void shouldShowFewClassesWhole() {
    assertThat(ClassSizes.inWords(Map.of("cat", 3, "dog", 5))).isEqualTo("{dog=5, cat=3}");
  }

  @Test
  void shouldStayShortWithManyClassesOfLongLabels() {
    Map<String, Integer> sizes =
        IntStream.range(0, 1000)
            .boxed()
            .collect(Collectors.toMap(i -> i + "x".repeat(60_000), i -> i));

    assertThat(ClassSizes.inWords(sizes))
        .hasSizeLessThan(2_000)
        .startsWith("{999xxx")
        .endsWith(", and 980 classes more}");
  }
}
