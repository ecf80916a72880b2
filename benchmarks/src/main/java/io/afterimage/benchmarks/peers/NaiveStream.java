package io.afterimage.benchmarks.peers;

import io.afterimage.images.Decoded;
import io.afterimage.images.ImageDecoder;
import io.afterimage.images.ImageLimits;
import io.afterimage.images.InputSpec;
import io.afterimage.models.inference.Device;
import io.afterimage.models.inference.ImageGraph;
import io.afterimage.models.inference.djl.OnnxRuntimeEngine;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.Prediction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.api.ContextualFixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;

/**
 * Kafka Streams as one begins with it: each record is decoded and classified where it is processed,
 * exactly once, with a stream thread for each core. The decoder and the engine are the stream's.
 */
final class NaiveStream {

  static final String BOOTSTRAP = "NAIVE_BOOTSTRAP";
  static final String GROUP = "NAIVE_GROUP";
  static final String GRAPH = "NAIVE_GRAPH";
  static final String LABELS = "NAIVE_LABELS";
  static final String STATE = "NAIVE_STATE";

  private NaiveStream() {}

  /** Starts it; it runs until the process is stopped. */
  static void start(Map<String, String> environment) throws IOException {
    List<String> labels = List.of(environment.get(LABELS).split(","));
    ImageGraph graph =
        new OnnxRuntimeEngine(new Device.Cpu())
            .load(Files.readAllBytes(Path.of(environment.get(GRAPH))));
    StreamsBuilder topology = new StreamsBuilder();
    topology.stream("images", Consumed.with(Serdes.String(), Serdes.ByteArray()))
        .processValues(() -> new Classify(graph, labels))
        .filter((key, value) -> value.length > 0)
        .to("predictions", Produced.with(Serdes.String(), Serdes.ByteArray()));
    KafkaStreams streams = new KafkaStreams(topology.build(), settings(environment));
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> streams.close(Duration.ofSeconds(10)), "naive-stop"));
    streams.start();
  }

  private static Properties settings(Map<String, String> environment) {
    Properties settings = new Properties();
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, environment.get(BOOTSTRAP));
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, environment.get(GROUP));
    settings.put(StreamsConfig.STATE_DIR_CONFIG, environment.get(STATE));
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    settings.put(
        StreamsConfig.NUM_STREAM_THREADS_CONFIG, Runtime.getRuntime().availableProcessors());
    settings.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");
    return settings;
  }

  /** An image that cannot be decoded has no bytes as its answer. */
  private static final class Classify extends ContextualFixedKeyProcessor<String, byte[], byte[]> {

    private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
    private final ImageGraph graph;
    private final InputSpec input;
    private final List<String> labels;

    private Classify(ImageGraph graph, List<String> labels) {
      this.graph = graph;
      this.input = InputSpec.square(graph.height());
      this.labels = labels;
    }

    @Override
    public void process(FixedKeyRecord<String, byte[]> record) {
      byte[] answer =
          decoder.decode(record.value(), input) instanceof Decoded.Pixels pixels
              ? answer(record, pixels)
              : new byte[0];
      context().forward(record.withValue(answer));
    }

    private byte[] answer(FixedKeyRecord<String, byte[]> record, Decoded.Pixels pixels) {
      ByteBuffer image = ByteBuffer.allocateDirect(input.bytesPerImage());
      image.put(pixels.rgb()).clear();
      float[] row = graph.run(image, 1)[0];
      Map<String, Double> scores = new LinkedHashMap<>();
      int best = 0;
      for (int i = 0; i < row.length; i++) {
        scores.put(labels.get(i), (double) row[i]);
        best = row[i] > row[best] ? i : best;
      }
      ImagePointer at =
          context()
              .recordMetadata()
              .map(it -> new ImagePointer(it.topic(), it.partition(), it.offset()))
              .orElseThrow();
      return EventJson.write(
          new Prediction(
              record.key(),
              at,
              "v1",
              labels.get(best),
              row[best],
              scores,
              Optional.empty(),
              Instant.ofEpochMilli(record.timestamp()),
              Instant.now()));
    }
  }
}
