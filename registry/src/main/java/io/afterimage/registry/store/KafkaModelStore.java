package io.afterimage.registry.store;

import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.kafka.transaction.PublisherFencedException;
import io.afterimage.kafka.transaction.TransactionalWriter;
import io.afterimage.models.CorruptArtifactException;
import io.afterimage.models.Manifest;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.ModelLimits;
import java.time.Duration;
import java.util.List;
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
   * @param limits what is stored and read at most
   * @param timeLimit time limit for storing or reading one model
   */
  public record Settings(String topic, int chunkBytes, ModelLimits limits, Duration timeLimit) {

    /** Half a mebibyte: well below the broker's default of one. */
    public static final int DEFAULT_CHUNK_BYTES = 512 * 1024;

    static final int MAX_CHUNK_BYTES = 1_000_000;

    /** Refuses sizes that do not fit a default broker. */
    public Settings {
      if (chunkBytes < 1 || chunkBytes > MAX_CHUNK_BYTES) {
        throw new IllegalArgumentException(
            "chunk size is %d bytes, allowed are 1 to %d".formatted(chunkBytes, MAX_CHUNK_BYTES));
      }
    }

    /** Chunks of half a mebibyte, the default limits, one minute. */
    public static Settings of(String topic) {
      return of(topic, ModelLimits.DEFAULT);
    }

    /** Chunks of half a mebibyte, one minute. */
    public static Settings of(String topic, ModelLimits limits) {
      return new Settings(topic, DEFAULT_CHUNK_BYTES, limits, Duration.ofMinutes(1));
    }
  }

  private KafkaModelStore(
      KafkaClients clients, Settings settings, Optional<TransactionalWriter> writer) {
    this.settings = settings;
    this.reader = new ArtifactReader(clients, settings);
    this.writer = writer;
  }

  /** A store that only reads. */
  public static KafkaModelStore forReading(KafkaClients clients, Settings settings) {
    return new KafkaModelStore(clients, settings, Optional.empty());
  }

  /**
   * A store that also writes. Fences stores that were opened with the same transactional id before.
   *
   * @throws StoreUnavailableException when the brokers could not be reached in time
   */
  public static KafkaModelStore forPublishing(
      KafkaClients clients, Settings settings, String transactionalId) {
    return new KafkaModelStore(
        clients,
        settings,
        Optional.of(new TransactionalWriter(clients, transactionalId, settings.timeLimit())));
  }

  /**
   * {@inheritDoc}
   *
   * @throws PublisherFencedException when another store has been opened for publishing since
   */
  @Override
  public String put(ModelArtifact artifact) {
    artifact.verified();
    TopicPartition partition = new TopicPartition(settings.topic(), 0);
    RecordMetadata first =
        openWriter().write(ArtifactRecords.of(artifact, partition, settings.chunkBytes()));
    return new KafkaLocation(partition, first.offset()).toString();
  }

  /**
   * {@inheritDoc}
   *
   * @throws CorruptArtifactException also when the location is not one of this kind of store
   */
  @Override
  public ModelArtifact get(String version, String location) {
    return reader.read(version, placeOf(version, location)).verified();
  }

  /** {@inheritDoc} Reads one record. */
  @Override
  public Manifest manifest(String version, String location) {
    return reader.manifest(version, placeOf(version, location));
  }

  private KafkaLocation placeOf(String version, String location) {
    KafkaLocation place = KafkaLocation.parse(version, location);
    if (!place.partition().equals(new TopicPartition(settings.topic(), 0))) {
      throw new CorruptArtifactException(
          "version %s was stored at %s, which is not in partition 0 of %s: configure the model store that it was published to"
              .formatted(version, location, settings.topic()));
    }
    return place;
  }

  @Override
  public boolean keeps(String location) {
    return KafkaLocation.isForm(location);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Writes a tombstone for each record; the topic's compaction then frees the space.
   *
   * @throws PublisherFencedException when another store has been opened for publishing since
   */
  @Override
  public void delete(String version, String location) {
    TransactionalWriter open = openWriter();
    KafkaLocation place = KafkaLocation.parse(version, location);
    List<byte[]> keys = reader.keys(version, place);
    if (!keys.isEmpty()) {
      open.write(ArtifactRecords.tombstones(keys, place.partition()));
    }
  }

  private TransactionalWriter openWriter() {
    return writer.orElseThrow(
        () -> new IllegalStateException("the model store was opened for reading only"));
  }

  @Override
  public void close() {
    writer.ifPresent(TransactionalWriter::close);
  }
}
