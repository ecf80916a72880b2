package io.afterimage.stream.runtime;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.stream.FakeClassifier;
import io.afterimage.stream.faults.FaultyRecords;
import io.afterimage.stream.faults.RecordLimits;
import io.afterimage.stream.shadow.Shadow;
import io.afterimage.stream.shadow.ShadowMetrics;
import io.afterimage.stream.shadow.ShadowTable;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
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
  private final ShadowTable shadows = new ShadowTable(new ShadowMetrics(new SimpleMeterRegistry()));
  private final FailurePolicy policy =
      new FailurePolicy(faults, new ShadowFailures("shadow-predictions", shadows), () -> now);

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

  static Stream<Throwable> failuresOfAShadow() {
    return Stream.of(
        new StreamsException(new TopicAuthorizationException(Set.of("shadow-predictions"))),
        new StreamsException(
            "Error encountered sending record to topic shadow-predictions for task 0_1 due to:",
            new RecordTooLargeException("two MiB")));
  }

  @ParameterizedTest
  @MethodSource("failuresOfAShadow")
  void shouldEndTheShadowWhoseAnswersTheTopicDoesNotTake(Throwable failure) {
    AtomicInteger ended = new AtomicInteger();
    for (int i = 1; i <= 30; i++) {
      shadows.set(
          Optional.of(new Shadow("v2", 1, new FakeClassifier(true), ended::incrementAndGet)));

      assertThat(policy.handle(failure)).isEqualTo(REPLACE_THREAD);
      assertThat(shadows.current()).isEmpty();
      assertThat(ended).hasValue(i);
    }
  }

  @ParameterizedTest
  @MethodSource("failuresOfAShadow")
  void shouldReplaceTheOtherThreadsThatDiedOfAShadowToo(Throwable failure) {
    for (int i = 0; i < 10; i++) {
      assertThat(policy.handle(failure)).isEqualTo(REPLACE_THREAD);
    }
    assertThat(policy.handle(failure)).isEqualTo(SHUTDOWN_CLIENT);
  }

  @Test
  void shouldNotBlameAShadowForWhatFailsElsewhere() {
    shadows.set(Optional.of(new Shadow("v2", 1, new FakeClassifier(true), () -> {})));

    assertThat(policy.handle(new TopicAuthorizationException(Set.of("predictions"))))
        .isEqualTo(SHUTDOWN_CLIENT);
    assertThat(shadows.current()).isPresent();
  }
}
