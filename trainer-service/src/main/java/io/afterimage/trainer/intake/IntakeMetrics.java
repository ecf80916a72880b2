package io.afterimage.trainer.intake;

import io.afterimage.service.TagLimit;
import io.afterimage.trainer.buffer.ReplayBuffer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The outcomes of feedback ({@code afterimage_feedback_examples_total} by {@code outcome}): does
 * training get what people label, or do images expire first? And what the buffer holds ({@code
 * afterimage_buffer_pictures}, {@code afterimage_buffer_bytes}): is it balanced, does it fit on the
 * disk? Thread-safe.
 */
public final class IntakeMetrics {

  /** The possible outcomes for one labelled example. */
  enum Outcome {
    /** Its image was fetched and added. */
    ADDED,
    /** Its image was there; only the label changed. */
    RELABELLED,
    /** It was loaded into the training set by somebody else. */
    LOADED,
    /** One more source said what the image shows; its label stays. */
    OPINION,
    /** It says what is known already. */
    SUPERSEDED,
    /** Its label was taken back, or somebody removed it from the training set. */
    RETRACTED,
    /** Another image lies by now where the pointer points. */
    REPLACED,
    /** The image is no longer where the pointer points. */
    EXPIRED,
    /** The image cannot be decoded. */
    UNDECODABLE,
    /** The record is no labelled example. */
    MALFORMED
  }

  private final Map<Outcome, Counter> outcomes = new EnumMap<>(Outcome.class);
  private final Counter unverified;
  private final Counter future;
  private final ReplayBuffer buffer;
  private final MultiGauge images;
  private final TagLimit labels = new TagLimit(TagLimit.LABELS);

  /** Registers the meters. */
  public IntakeMetrics(MeterRegistry registry, ReplayBuffer buffer) {
    this.buffer = buffer;
    for (Outcome outcome : Outcome.values()) {
      outcomes.put(
          outcome,
          Counter.builder("afterimage.feedback.examples")
              .description("Labelled examples by what became of them")
              .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
    unverified =
        Counter.builder("afterimage.feedback.unverified")
            .description(
                "Examples added whose prediction names no digest to compare the image with")
            .register(registry);
    future =
        Counter.builder("afterimage.feedback.future")
            .description("Labels dated in the future, taken as given now")
            .register(registry);
    images =
        MultiGauge.builder("afterimage.buffer.pictures")
            .description("Examples in the replay buffer: is it balanced, is enough held out?")
            .register(registry);
    Gauge.builder("afterimage.buffer.limit", buffer, ReplayBuffer::limit)
        .description("The most examples that the replay buffer takes")
        .register(registry);
    Gauge.builder("afterimage.buffer", buffer, ReplayBuffer::bytes)
        .description("What the replay buffer's images take on disk")
        .baseUnit("bytes")
        .register(registry);
  }

  /** Shows what the buffer holds now. */
  void changed() {
    Map<Tags, Integer> rows = new LinkedHashMap<>();
    buffer
        .counts()
        .forEach(
            (label, splits) ->
                splits.forEach(
                    (split, count) ->
                        rows.merge(
                            Tags.of(
                                "label",
                                labels.tag(label),
                                "split",
                                split.name().toLowerCase(Locale.ROOT)),
                            count,
                            Integer::sum)));
    images.register(
        rows.entrySet().stream()
            .<MultiGauge.Row<?>>map(row -> MultiGauge.Row.of(row.getKey(), row.getValue()))
            .toList(),
        true);
  }

  /** An image was added without a digest to compare it with. */
  void countUnverified() {
    unverified.increment();
  }

  /** A label was dated in the future. */
  void countFuture() {
    future.increment();
  }

  void count(Outcome outcome) {
    outcomes.get(outcome).increment();
  }
}
