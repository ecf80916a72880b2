package io.afterimage.model.store;

import io.afterimage.model.CorruptArtifactException;
import io.afterimage.model.ModelArtifact;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Keeps artefacts in a compacted topic, in chunks that fit into Kafka's default message size, each
 * version in one transaction. A location is {@code topic/partition@offset} of its first record, so
 * that readers do not read what other versions left.
 */
public final class KafkaModelStore implements ModelStore {

  private final Settings settings;
  private final ArtifactReader reader;
  private final Optional<TransactionalWriter> writer;

  /**
   * How the store works.
   *
   * @param topic the full name of the topic of model artefacts
   * @param chunkBytes the size of a chunk; below the topic's {@code max.message.bytes}
   * @param largestModel readers refuse models that claim to be longer, in bytes
   * @param timeLimit how long storing or reading one model may take
   */
  public record Settings(String topic, int chunkBytes, int largestModel, Duration timeLimit) {

    /** Half a mebibyte: well below the broker's default of one. */
    public static final int DEFAULT_CHUNK_BYTES = 512 * 1024;

    /** Refuses sizes that do not fit a default broker. */
    public Settings {
      if (chunkBytes < 1 || chunkBytes > 1_000_000) {
        throw new IllegalArgumentException(
            "chunk size is %d bytes, allowed are 1 to 1000000".formatted(chunkBytes));
      }
    }

    /** Chunks of half a mebibyte, models up to a gibibyte, one minute. */
    public static Settings of(String topic) {
      return new Settings(topic, DEFAULT_CHUNK_BYTES, 1 << 30, Duration.ofMinutes(1));
    }
  }

  private KafkaModelStore(
      Map<String, Object> client, Settings settings, Optional<TransactionalWriter> writer) {
    this.settings = settings;
    this.reader = new ArtifactReader(client, settings);
    this.writer = writer;
  }

  /**
   * A store that only reads.
   *
   * @param client properties of a Kafka client: where the brokers are, security
   */
  public static KafkaModelStore forReading(Map<String, Object> client, Settings settings) {
    return new KafkaModelStore(client, settings, Optional.empty());
  }

  /**
   * A store that also writes. Fences stores that were opened with the same transactional id before.
   *
   * @param client properties of a Kafka client: where the brokers are, security
   * @throws StoreUnavailableException when the brokers could not be reached in time
   */
  public static KafkaModelStore forPublishing(
      Map<String, Object> client, Settings settings, String transactionalId) {
    return new KafkaModelStore(
        client,
        settings,
        Optional.of(new TransactionalWriter(client, transactionalId, settings.timeLimit())));
  }

  /**
   * {@inheritDoc}
   *
   * @throws PublisherFencedException when another store has been opened for publishing since
   */
  @Override
  public String put(ModelArtifact artifact) {
    artifact.verified();
    TransactionalWriter open =
        writer.orElseThrow(
            () -> new IllegalStateException("the model store was opened for reading only"));
    TopicPartition partition = new TopicPartition(settings.topic(), 0);
    RecordMetadata first =
        open.write(ArtifactRecords.of(artifact, partition, settings.chunkBytes()));
    return new KafkaLocation(partition, first.offset()).toString();
  }

  /**
   * {@inheritDoc}
   *
   * @throws CorruptArtifactException also when the location is not one of this kind of store
   */
  @Override
  public ModelArtifact get(String version, String location) {
    return reader.read(version, KafkaLocation.parse(version, location)).verified();
  }

  @Override
  public void close() {
    writer.ifPresent(TransactionalWriter::close);
  }
}
