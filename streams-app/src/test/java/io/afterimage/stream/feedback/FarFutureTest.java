package io.afterimage.stream.feedback;

import static io.afterimage.stream.feedback.JoinDriver.START;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One record, or one moment of a wrong clock, far in the future does not end the join. */
class FarFutureTest {

  private static final Duration FAR = Duration.ofDays(30);

  @TempDir private Path folder;
  private JoinDriver join;

  @BeforeEach
  void start() {
    join = new JoinDriver(folder);
  }

  @AfterEach
  void stop() {
    join.close();
  }

  @Test
  void shouldJoinPairsAfterALabelAndAnImageFromTheFuture() {
    join.stamp(START.plus(FAR));
    join.label("early", "cat");
    join.prediction("late", "dog", 1);
    join.stamp(START);

    assertThat(joined(50)).hasSize(50);
    join.prediction("early", "dog", 2);
    join.label("late", "cat");
    assertThat(join.feedback()).containsExactly("early 2 cat", "late 1 cat");
    assertThat(join.count("afterimage.feedback.clock.behind")).isZero();
  }

  @Test
  void shouldJoinPairsAfterTheClockWasFarAheadForALabelAndAnImage() {
    join.setClockBack(FAR.negated());
    join.label("early", "cat");
    join.prediction("late", "dog", 1);
    join.setClockBack(FAR);

    assertThat(joined(50)).hasSize(50);
    join.prediction("early", "dog", 2);
    join.label("late", "cat");
    assertThat(join.feedback()).containsExactly("early 2 cat", "late 1 cat");
    assertThat(join.count("afterimage.feedback.clock.behind")).isPositive();
    assertThat(join.deadLetters.isEmpty()).isTrue();
  }

  @Test
  void shouldJoinRecordsWithoutATimeOfTheirOwn() {
    join.stamp(Instant.EPOCH);

    assertThat(joined(2)).hasSize(2);
  }

  private List<String> joined(int pairs) {
    List<String> joined = new ArrayList<>();
    for (int i = 0; i < pairs; i += 2) {
      join.prediction("p" + i, "dog", 100 + i);
      join.label("p" + i, "cat");
      join.label("q" + i, "cat");
      join.prediction("q" + i, "dog", 100 + i + 1);
      joined.addAll(join.feedback());
    }
    return joined;
  }
}
