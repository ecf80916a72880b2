package io.afterimage.stream.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.schemas.events.DeadLetterReason;
import io.afterimage.stream.topology.ImageMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DeadLetterReasonsTest {

  @Test
  void shouldHaveAdviceForEveryReasonThatIsCounted() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    new ImageMetrics(registry);
    new FeedbackMetrics(registry);

    assertThat(registry.find("afterimage.dead.letters").counters().stream())
        .map((Counter counter) -> counter.getId().getTag("reason"))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(DeadLetterReason.values()).map(DeadLetterReason::code).toList());
  }
}
