package io.afterimage.registry.store;

import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.models.ModelArtifact;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Reads one version from its place on, with an own consumer per call. Thread-safe. */
final class ArtifactReader {

  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaClients clients;
  private final KafkaModelStore.Settings settings;

  ArtifactReader(KafkaClients clients, KafkaModelStore.Settings settings) {
    this.clients = clients;
    this.settings = settings;
  }

  ModelArtifact read(String version, KafkaLocation location) {
    Instant deadline = Instant.now().plus(settings.timeLimit());
    ArtifactAssembly assembly =
        new ArtifactAssembly(version, location.toString(), settings.limits());
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      TopicPartition partition = location.partition();
      consumer.assign(List.of(partition));
      consumer.seek(partition, location.offset());
      while (Instant.now().isBefore(deadline)) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        for (ConsumerRecord<byte[], byte[]> record : records) {
          if (assembly.add(record)) {
            return assembly.artifact();
          }
        }
        if (records.isEmpty() && isAtEnd(consumer, partition)) {
          throw assembly.incomplete();
        }
      }
    } catch (KafkaException e) {
      throw new StoreUnavailableException(
          "version %s could not be read from %s: %s".formatted(version, location, e.getMessage()),
          e);
    }
    throw new StoreUnavailableException(
        "version %s could not be read from %s within %s"
            .formatted(version, location, settings.timeLimit()));
  }

  /**
   * The keys of the artefact's records, manifest first; empty where its manifest is gone, which
   * goes together with the chunks.
   */
  List<byte[]> keys(String version, KafkaLocation location) {
    Instant deadline = Instant.now().plus(settings.timeLimit());
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      TopicPartition partition = location.partition();
      consumer.assign(List.of(partition));
      consumer.seek(partition, location.offset());
      while (Instant.now().isBefore(deadline)) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          return record.offset() == location.offset()
              ? ArtifactRecords.keys(version, record)
              : List.of();
        }
        if (isAtEnd(consumer, partition)) {
          return List.of();
        }
      }
    } catch (KafkaException e) {
      throw new StoreUnavailableException(
          "version %s could not be found at %s: %s".formatted(version, location, e.getMessage()),
          e);
    }
    throw new StoreUnavailableException(
        "version %s could not be found at %s within %s"
            .formatted(version, location, settings.timeLimit()));
  }

  /**
   * Whether there is nothing more to come. A transaction that is still open hides what was
   * committed after its start, so the end that counts is that of all records.
   */
  private boolean isAtEnd(KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition) {
    long committedEnd =
        consumer.endOffsets(List.of(partition), settings.timeLimit()).get(partition);
    return consumer.position(partition, settings.timeLimit()) >= committedEnd
        && committedEnd >= endOfAllRecords(partition);
  }

  private long endOfAllRecords(TopicPartition partition) {
    try (Admin admin = clients.admin()) {
      return admin
          .listOffsets(
              Map.of(partition, OffsetSpec.latest()),
              new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
          .partitionResult(partition)
          .get()
          .offset();
    } catch (ExecutionException e) {
      throw new KafkaException("the end of %s is not known".formatted(partition), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while asking for the end of " + partition, e);
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    return clients.reader(
        "model-artifacts",
        Map.of(
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest",
            ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            Math.toIntExact(settings.timeLimit().toMillis())));
  }
}
