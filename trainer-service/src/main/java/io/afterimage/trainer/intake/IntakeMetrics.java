package io.afterimage.trainer.intake;

import io.afterimage.trainer.buffer.ReplayBuffer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * What became of feedback ({@code afterimage_feedback_examples_total} by {@code outcome}): does
 * training get what people label, or do pictures expire first? And how full the buffer is ({@code
 * afterimage_buffer_pictures}, {@code afterimage_buffer_bytes}): is its memory enough? Thread-safe.
 */
public final class IntakeMetrics {

  /** What can become of one labelled example. */
  enum Outcome {
    /** Its picture was fetched and added. */
    ADDED,
    /** Its picture was there; only the label changed. */
    RELABELLED,
    /** It says what is known already, or was overtaken by a later label. */
    SUPERSEDED,
    /** The picture is no longer where the pointer points. */
    EXPIRED,
    /** The picture cannot be decoded. */
    UNDECODABLE,
    /** The record is no labelled example. */
    MALFORMED
  }

  private final Map<Outcome, Counter> outcomes = new EnumMap<>(Outcome.class);

  /** Registers the meters; the buffer's are read when they are scraped. */
  public IntakeMetrics(MeterRegistry registry, ReplayBuffer buffer) {
    for (Outcome outcome : Outcome.values()) {
      outcomes.put(
          outcome,
          Counter.builder("afterimage.feedback.examples")
              .description("Labelled examples by what became of them")
              .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
    Gauge.builder("afterimage.buffer.pictures", buffer, ReplayBuffer::size)
        .description("Examples in the replay buffer")
        .register(registry);
    Gauge.builder("afterimage.buffer.bytes", buffer, ReplayBuffer::bytes)
        .description("Memory that the replay buffer's pictures take")
        .baseUnit("bytes")
        .register(registry);
  }

  void count(Outcome outcome) {
    outcomes.get(outcome).increment();
  }
}
