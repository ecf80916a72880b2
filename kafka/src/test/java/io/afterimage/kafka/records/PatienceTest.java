package io.afterimage.kafka.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PatienceTest {

  private Instant now = Instant.EPOCH;
  private final Patience patience =
      new Patience(Duration.ofSeconds(20), Duration.ofSeconds(70), () -> now);

  @Test
  void shouldWaitForAReaderThatGetsOnButNotForEver() {
    for (long offset = 0; offset < 3; offset++) {
      patience.at(List.of(7L, offset));
      now = now.plusSeconds(20);
      assertThat(patience.isOver()).isFalse();
    }
    patience.at(List.of(7L, 3L));
    now = now.plusSeconds(11);
    assertThat(patience.isOver()).as("71 seconds in all").isTrue();
  }

  @Test
  void shouldGiveUpAReaderThatStays() {
    patience.at(List.of(7L));
    now = now.plusSeconds(15);
    patience.at(List.of(7L));
    now = now.plusSeconds(6);
    assertThat(patience.isOver()).isTrue();
  }
}
