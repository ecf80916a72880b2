package io.afterimage.streams.feedback;

import io.afterimage.streams.timestamps.RecordTimes;
import io.afterimage.streams.tracing.Tracing;
import io.afterimage.topics.TopicNames;
import java.time.Duration;
import java.time.InstantSource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;

/**
 * Adds the join to a topology: predictions and labels in, labelled examples and dead letters out.
 *
 * <p>Predictions are read back from their topic, although the same topology writes them: a picture
 * without a key lies on any partition, its prediction on the one of its image id, where its label
 * comes too. The two topics must therefore have the same number of partitions, and labels must be
 * produced with Kafka's default partitioner (murmur2 of the key).
 */
public final class FeedbackTopology {

  /** The node that reads predictions. */
  public static final String PREDICTIONS_SOURCE = "feedback-predictions-source";

  /** The node that reads labels. */
  public static final String LABELS_SOURCE = "feedback-labels-source";

  /** The node that joins a prediction with a label known. */
  public static final String JOIN_PREDICTION = "feedback-join-prediction";

  /** The node that joins a label with a prediction known. */
  public static final String JOIN_LABEL = "feedback-join-label";

  /** The node that writes labelled examples. */
  public static final String FEEDBACK_SINK = "feedback-sink";

  /** The node that writes dead letters: a sink of its own keeps the join's tasks their own. */
  public static final String DEAD_LETTERS_SINK = "feedback-dead-letters-sink";

  private FeedbackTopology() {}

  /** Adds nodes and stores and returns the topology; starts nothing. */
  public static Topology addTo(
      Topology topology,
      TopicNames topics,
      Duration retention,
      FeedbackMetrics metrics,
      Tracing tracing,
      RecordTimes times,
      InstantSource clock) {
    source(topology, times, PREDICTIONS_SOURCE, topics.predictions());
    source(topology, times, LABELS_SOURCE, topics.labels());
    topology
        .addProcessor(
            JOIN_PREDICTION,
            () -> new PredictionProcessor(retention, metrics, tracing, clock),
            PREDICTIONS_SOURCE)
        .addProcessor(
            JOIN_LABEL,
            () -> new LabelProcessor(retention, metrics, tracing, clock),
            LABELS_SOURCE);
    FeedbackState.stores(retention)
        .forEach(store -> topology.addStateStore(store, JOIN_PREDICTION, JOIN_LABEL));
    sink(topology, FEEDBACK_SINK, topics.feedback());
    sink(topology, DEAD_LETTERS_SINK, topics.deadLetters());
    return topology;
  }

  private static void source(Topology topology, RecordTimes times, String name, String topic) {
    topology.addSource(
        RecordTimes.CONFIGURED_OFFSET_RESET,
        name,
        times,
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer(),
        topic);
  }

  private static void sink(Topology topology, String name, String topic) {
    topology.addSink(
        name,
        topic,
        new StringSerializer(),
        new ByteArraySerializer(),
        JOIN_PREDICTION,
        JOIN_LABEL);
  }
}
