package io.afterimage.stream.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.models.classifier.Stages;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ShadowWaitTest {

  @Test
  void shouldWaitTwiceTheActiveVersionsTime() {
    assertThat(ShadowAnswers.limit(answeredAfter(Duration.ofMillis(40))))
        .isEqualTo(Duration.ofMillis(80));
    assertThat(ShadowAnswers.limit(answeredAfter(Duration.ofMillis(1))))
        .isEqualTo(Duration.ofMillis(50));
  }

  @Test
  void shouldNotWaitAsLongAsTheQueueOfABusyStream() {
    assertThat(ShadowAnswers.limit(answeredAfter(Duration.ofSeconds(3))))
        .isEqualTo(Duration.ofMillis(100));
  }

  @Test
  void shouldPauseForManyTimesTheWait() {
    assertThat(Shadow.pause(Duration.ofMillis(1))).isEqualTo(Duration.ofSeconds(1));
    assertThat(Shadow.pause(Duration.ofMillis(300))).isEqualTo(Duration.ofSeconds(6));
  }

  private static Stages answeredAfter(Duration time) {
    return new Stages(0, 0, 0, 0, 0, time.toNanos());
  }
}
