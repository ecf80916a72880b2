package io.afterimage.cli.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.schemas.events.Reply.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EpochBarTest {

  @Test
  void shouldSayWhatAnEpochCameTo() {
    assertThat(EpochBar.after(progress(3, Optional.of(0.9), Optional.of(90.4))))
        .isEqualTo(
            "freeze    [############------------] epoch 3/6  loss 0.2500  accuracy 75.0 % "
                + " validation 90.0 %  1 min 30 s left");
    assertThat(EpochBar.after(progress(6, Optional.empty(), Optional.empty())))
        .isEqualTo("freeze    [########################] epoch 6/6  loss 0.2500  accuracy 75.0 %");
  }

  @Test
  void shouldMoveOnWithinAnEpochButNotBeyondIt() {
    Progress third = progress(3, Optional.empty(), Optional.of(30.0));

    assertThat(EpochBar.during(third, Duration.ofSeconds(5)))
        .contains("[##############----------] epoch 4/6", "about 25 s left");
    assertThat(EpochBar.during(third, Duration.ofSeconds(500)))
        .contains("[################--------] epoch 4/6", "about 0 s left");
  }

  @Test
  void shouldSayThatScoringFollowsTheLastEpoch() {
    assertThat(
            EpochBar.during(
                progress(6, Optional.empty(), Optional.of(0.0)), Duration.ofMinutes(62)))
        .isEqualTo("scoring and publishing, for 1 h 2 min");
  }

  private static Progress progress(int epoch, Optional<Double> validation, Optional<Double> left) {
    return new Progress("r", "freeze", epoch, 6, 0.25, 0.75, validation, left, Instant.EPOCH);
  }
}
