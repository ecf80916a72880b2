package io.afterimage.stream.topology;

import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.stream.faults.FaultyRecords;
import io.afterimage.stream.faults.RecordLimits;
import io.afterimage.stream.inflight.InFlightTable;
import io.afterimage.stream.shadow.ShadowAnswers;
import io.afterimage.stream.timestamps.RecordTimes;
import io.afterimage.stream.tracing.Tracing;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;

/** Builds the topology: images in, predictions and dead letters out. */
public final class ClassificationTopology {

  /** The node that reads images. */
  public static final String IMAGES_SOURCE = "images-source";

  /** The node that classifies them. */
  public static final String CLASSIFY = "classify";

  /** The node that writes predictions. */
  public static final String PREDICTIONS_SINK = "predictions-sink";

  /** The node that writes what a shadow says. */
  public static final String SHADOW_SINK = "shadow-predictions-sink";

  /** The node that writes dead letters. */
  public static final String DEAD_LETTERS_SINK = "dead-letters-sink";

  private ClassificationTopology() {}

  /**
   * A pure function of its arguments; starts nothing.
   *
   * @param times gives every record a time
   * @param faults the records that are not to be classified any more
   * @param limits how large records may be
   * @param commitPause the shortest time between commits that are made because nothing is in
   *     progress
   */
  public static Topology build(
      TopicNames topics,
      InFlightTable inFlight,
      ImageMetrics metrics,
      Tracing tracing,
      RecordTimes times,
      FaultyRecords faults,
      RecordLimits limits,
      InstantSource clock,
      Duration commitPause) {
    return addTo(
        new Topology(),
        topics,
        inFlight,
        metrics,
        tracing,
        times,
        faults,
        limits,
        clock,
        commitPause);
  }

  /**
   * Adds the nodes of {@link #build} to a topology, with predictions in their usual form, without a
   * shadow.
   */
  public static Topology addTo(
      Topology topology,
      TopicNames topics,
      InFlightTable inFlight,
      ImageMetrics metrics,
      Tracing tracing,
      RecordTimes times,
      FaultyRecords faults,
      RecordLimits limits,
      InstantSource clock,
      Duration commitPause) {
    return addTo(
        topology,
        topics,
        inFlight,
        PredictionForm.DEFAULT,
        Optional.empty(),
        metrics,
        tracing,
        times,
        faults,
        limits,
        clock,
        commitPause);
  }

  /**
   * Adds the nodes of {@link #build} to a topology and returns it; starts nothing.
   *
   * @param form what a prediction carries
   * @param shadow what a staged version says beside it
   */
  public static Topology addTo(
      Topology topology,
      TopicNames topics,
      InFlightTable inFlight,
      PredictionForm form,
      Optional<ShadowAnswers> shadow,
      ImageMetrics metrics,
      Tracing tracing,
      RecordTimes times,
      FaultyRecords faults,
      RecordLimits limits,
      InstantSource clock,
      Duration commitPause) {
    PromptCommit commits = new PromptCommit(inFlight, commitPause);
    return topology
        .addSource(
            RecordTimes.CONFIGURED_OFFSET_RESET,
            IMAGES_SOURCE,
            times,
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer(),
            topics.images())
        .addProcessor(
            CLASSIFY,
            () ->
                new Guarded<>(
                    new ClassifyProcessor(
                        topics, inFlight, form, shadow, metrics, tracing, times, limits, clock,
                        commits),
                    faults,
                    Guarded.Letter.POINTER,
                    key -> key,
                    origin -> {
                      inFlight.pass(
                          new TopicPartition(origin.topic(), origin.partition()), origin.offset());
                      metrics.refused(DeadLetters.UNPROCESSABLE);
                    },
                    DEAD_LETTERS_SINK,
                    clock),
            IMAGES_SOURCE)
        .addSink(
            PREDICTIONS_SINK,
            topics.predictions(),
            new StringSerializer(),
            new ByteArraySerializer(),
            CLASSIFY)
        .addSink(
            SHADOW_SINK,
            topics.shadowPredictions(),
            new StringSerializer(),
            new ByteArraySerializer(),
            CLASSIFY)
        .addSink(
            DEAD_LETTERS_SINK,
            topics.deadLetters(),
            new StringSerializer(),
            new ByteArraySerializer(),
            CLASSIFY);
  }
}
