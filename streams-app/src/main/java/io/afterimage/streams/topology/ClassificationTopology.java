package io.afterimage.streams.topology;

import io.afterimage.events.EventJson;
import io.afterimage.streams.inflight.InFlightTable;
import io.afterimage.streams.timestamps.RecordTimes;
import io.afterimage.streams.tracing.Tracing;
import io.afterimage.topics.TopicNames;
import java.time.Duration;
import java.time.InstantSource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;

/** Builds the topology: pictures in, predictions and dead letters out. */
public final class ClassificationTopology {

  /** The node that reads pictures. */
  public static final String IMAGES_SOURCE = "images-source";

  /** The node that classifies them. */
  public static final String CLASSIFY = "classify";

  /** The node that writes predictions. */
  public static final String PREDICTIONS_SINK = "predictions-sink";

  /** The node that writes dead letters. */
  public static final String DEAD_LETTERS_SINK = "dead-letters-sink";

  private ClassificationTopology() {}

  /**
   * A pure function of its arguments; starts nothing.
   *
   * @param times gives every record a time
   * @param commitPause the shortest time between commits that are made because nothing is under way
   */
  public static Topology build(
      TopicNames topics,
      InFlightTable inFlight,
      PictureMetrics metrics,
      Tracing tracing,
      RecordTimes times,
      InstantSource clock,
      Duration commitPause) {
    return addTo(new Topology(), topics, inFlight, metrics, tracing, times, clock, commitPause);
  }

  /** Adds the nodes of {@link #build} to a topology and returns it; starts nothing. */
  public static Topology addTo(
      Topology topology,
      TopicNames topics,
      InFlightTable inFlight,
      PictureMetrics metrics,
      Tracing tracing,
      RecordTimes times,
      InstantSource clock,
      Duration commitPause) {
    PromptCommit commits = new PromptCommit(inFlight, commitPause);
    Serializer<Object> json = (topic, event) -> event == null ? null : EventJson.write(event);
    Serializer<Object> unchanged = (topic, picture) -> (byte[]) picture;
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
            () -> new ClassifyProcessor(inFlight, metrics, tracing, times, clock, commits),
            IMAGES_SOURCE)
        .addSink(PREDICTIONS_SINK, topics.predictions(), new StringSerializer(), json, CLASSIFY)
        .addSink(
            DEAD_LETTERS_SINK, topics.deadLetters(), new StringSerializer(), unchanged, CLASSIFY);
  }
}
