package io.afterimage.stream.feedback;

import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.stream.faults.FaultyRecords;
import io.afterimage.stream.timestamps.RecordTimes;
import io.afterimage.stream.topology.Guarded;
import io.afterimage.stream.tracing.Tracing;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.api.Processor;

/**
 * Builds the join: predictions and labels in, labelled examples and dead letters out.
 *
 * <p>Predictions are read back from their topic, although the same topology writes them: an image
 * without a key lies on any partition, its prediction on the one of its image id. Labels lie where
 * their producer's partitioner puts them, and most clients have another than Kafka's. They are
 * therefore sent on to the partition of their image id, through an internal topic with as many
 * partitions as there are of predictions.
 *
 * <p>The stores and their changelogs are those of versions before 0.2, which read labels where they
 * lay, and so is the number of the join's sub-topology, by which Kafka Streams finds them.
 */
public final class FeedbackTopology {

  /** The node that reads predictions. */
  public static final String PREDICTIONS_SOURCE = "feedback-predictions-source";

  /** The node that reads labels. */
  public static final String LABELS_SOURCE = "labels-source";

  /** The node that finds each label's partition. */
  public static final String ROUTE_LABEL = "labels-route";

  /** The node that writes dead letters of labels that cannot be read. */
  public static final String LABELS_DEAD_LETTERS_SINK = "labels-dead-letters-sink";

  /** The internal topic of labels on their way; Kafka Streams puts the application id before it. */
  public static final String LABELS_TOPIC = "feedback-labels-repartition";

  /** The node that joins a prediction with a label known. */
  public static final String JOIN_PREDICTION = "feedback-join-prediction";

  /** The node that joins a label with a prediction known. */
  public static final String JOIN_LABEL = "feedback-join-label";

  /** The node that writes labelled examples. */
  public static final String FEEDBACK_SINK = "feedback-sink";

  /** The node that writes dead letters: a sink of its own keeps the join's tasks their own. */
  public static final String DEAD_LETTERS_SINK = "feedback-dead-letters-sink";

  /** What Kafka Streams calls the first node of an internal topic. */
  static final String LABELS_ROUTE = LABELS_TOPIC + "-filter";

  /** What Kafka Streams calls the node that reads an internal topic. */
  private static final String ROUTED_LABELS_SOURCE = LABELS_TOPIC + "-source";

  private static final String SUFFIX = "-repartition";

  private FeedbackTopology() {}

  /**
   * A topology of the join alone; starts nothing. Others can be added to it.
   *
   * @param partitions how many the topic of predictions has
   */
  public static Topology build(
      TopicNames topics,
      int partitions,
      FeedbackConfig config,
      FeedbackMetrics metrics,
      Tracing tracing,
      RecordTimes times,
      FaultyRecords faults,
      InstantSource clock) {
    Topology topology = routing(topics, partitions, metrics, times, faults, clock);
    topology
        .addSink(
            LABELS_DEAD_LETTERS_SINK,
            topics.deadLetters(),
            new ByteArraySerializer(),
            new ByteArraySerializer(),
            ROUTE_LABEL)
        .addSource(
            RecordTimes.CONFIGURED_OFFSET_RESET,
            PREDICTIONS_SOURCE,
            times,
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer(),
            topics.predictions())
        .addProcessor(
            JOIN_PREDICTION,
            () ->
                guarded(
                    new PredictionProcessor(config, metrics, tracing, times, clock),
                    faults,
                    metrics,
                    clock),
            PREDICTIONS_SOURCE)
        .addProcessor(
            JOIN_LABEL,
            () ->
                guarded(
                    new LabelProcessor(config, metrics, tracing, clock), faults, metrics, clock),
            ROUTED_LABELS_SOURCE);
    FeedbackState.stores(config.retention())
        .forEach(store -> topology.addStateStore(store, JOIN_PREDICTION, JOIN_LABEL));
    sink(topology, FEEDBACK_SINK, topics.feedback());
    sink(topology, DEAD_LETTERS_SINK, topics.deadLetters());
    return topology;
  }

  private static Guarded<String> guarded(
      Processor<byte[], byte[], String, byte[]> processor,
      FaultyRecords faults,
      FeedbackMetrics metrics,
      InstantSource clock) {
    return new Guarded<>(
        processor,
        faults,
        Guarded.Letter.WHOLE,
        key -> key,
        origin -> metrics.unprocessable(),
        DEAD_LETTERS_SINK,
        clock);
  }

  /** By the DSL, the only public way to an internal topic. */
  private static Topology routing(
      TopicNames topics,
      int partitions,
      FeedbackMetrics metrics,
      RecordTimes times,
      FaultyRecords faults,
      InstantSource clock) {
    StreamsBuilder builder = new StreamsBuilder();
    builder.stream(
            topics.labels(),
            Consumed.with(Serdes.ByteArray(), Serdes.ByteArray())
                .withName(LABELS_SOURCE)
                .withTimestampExtractor(times))
        .process(
            () ->
                new Guarded<>(
                    new LabelRouter(metrics, times, clock),
                    faults,
                    Guarded.Letter.POINTER,
                    key -> key.getBytes(StandardCharsets.UTF_8),
                    origin -> metrics.unprocessable(),
                    LABELS_DEAD_LETTERS_SINK,
                    clock),
            Named.as(ROUTE_LABEL))
        .repartition(
            Repartitioned.<byte[], byte[]>as(
                    LABELS_TOPIC.substring(0, LABELS_TOPIC.length() - SUFFIX.length()))
                .withKeySerde(Serdes.ByteArray())
                .withValueSerde(Serdes.ByteArray())
                .withNumberOfPartitions(partitions));
    return builder.build();
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
