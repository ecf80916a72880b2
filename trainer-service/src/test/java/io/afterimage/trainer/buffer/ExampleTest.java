package io.afterimage.trainer.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.training.dataset.Split;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExampleTest {

  private final Example example = Examples.of("a", "cat", Split.TRAIN, 5);
  private final Example sentAgain = Examples.of("a", "cat", Split.TRAIN, 6);

  @Test
  void shouldTeachTheSameHoweverOftenItIsLabelled() {
    assertThat(example.relabelled("cat", Instant.MAX).teachesTheSameAs(example)).isTrue();
    assertThat(example.relabelled("dog", Instant.MAX).teachesTheSameAs(example)).isFalse();
  }

  @Test
  void shouldKnowAnImageByItsDigestElseByItsPlace() {
    assertThat(sentAgain.teachesTheSameAs(example)).isFalse();
    assertThat(of(sentAgain, "11").teachesTheSameAs(of(example, "11"))).isTrue();
    assertThat(of(example, "22").teachesTheSameAs(of(example, "11"))).isFalse();
  }

  private static Example of(Example example, String digest) {
    return example.with(Optional.of(digest), Optional.empty());
  }
}
