package io.afterimage.stream.runtime;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.stream.faults.FaultyRecords;
import io.afterimage.stream.faults.RecordLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FailurePolicyTest {

  private Instant now = Instant.parse("2026-03-01T10:00:00Z");
  private final FaultyRecords faults = new FaultyRecords(new RecordLimits(Map.of()));
  private final FailurePolicy policy = new FailurePolicy(faults, () -> now);

  @Test
  void shouldReplaceAThreadThatDiedOfWhatMayPass() {
    assertThat(policy.handle(new StreamsException(new TimeoutException("no broker"))))
        .isEqualTo(REPLACE_THREAD);
  }

  static Stream<Throwable> incurable() {
    return Stream.of(
        new TopicAuthorizationException("images"),
        new SaslAuthenticationException("wrong password"),
        new MissingSourceTopicException("images"),
        new RecordTooLargeException("two MiB"),
        new InvalidTopicException("a+b"),
        new StreamsException(
            "Existing internal topic a-changelog has invalid partitions: expected: 12; actual: 6."),
        new OutOfMemoryError("heap"));
  }

  @ParameterizedTest
  @MethodSource("incurable")
  void shouldEndTheClientWhenANewThreadWouldDieOfTheSame(Throwable failure) {
    assertThat(policy.handle(failure)).isEqualTo(SHUTDOWN_CLIENT);
    assertThat(policy.handle(new StreamsException(failure))).isEqualTo(SHUTDOWN_CLIENT);
  }

  @Test
  void shouldEndTheClientWhenThreadsDieAgainAndAgain() {
    for (int i = 0; i < 10; i++) {
      assertThat(policy.handle(new TimeoutException())).isEqualTo(REPLACE_THREAD);
    }
    assertThat(policy.handle(new TimeoutException())).isEqualTo(SHUTDOWN_CLIENT);
  }

  @Test
  void shouldForgiveWhatIsLongAgo() {
    for (int i = 0; i < 30; i++) {
      assertThat(policy.handle(new TimeoutException())).isEqualTo(REPLACE_THREAD);
      now = now.plus(Duration.ofMinutes(1));
    }
  }

  @Test
  void shouldReplaceAThreadThatDiedOfARecordHoweverOften() {
    for (int i = 0; i < 30; i++) {
      faults.blame(new ImagePointer("images", 0, i), "too large");

      assertThat(policy.handle(new RecordTooLargeException("two MiB"))).isEqualTo(REPLACE_THREAD);
    }
  }

  @Test
  void shouldEndTheClientWhenARecordFailsThatWasPutAside() {
    ImagePointer record = new ImagePointer("images", 0, 1);
    faults.blame(record, "too large");
    policy.handle(new RecordTooLargeException("two MiB"));
    faults.blame(record, "too large");

    assertThat(policy.handle(new RecordTooLargeException("two MiB"))).isEqualTo(SHUTDOWN_CLIENT);
  }
}
