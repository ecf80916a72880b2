package io.afterimage.client.backup;

import io.afterimage.client.KafkaTarget;
import io.afterimage.client.backup.BackupIndex.SavedTopic;
import io.afterimage.kafka.transaction.TransactionalWriter;
import io.afterimage.models.CorruptArtifactException;
import io.afterimage.registry.store.KafkaModelStore;
import io.afterimage.registry.store.MovedArtifacts;
import io.afterimage.schemas.events.ModelEvent.Announced;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes the log of model events back, in one transaction, with the places that the artefacts have
 * now. For one thread.
 */
final class EventRestore {

  private static final String TRANSACTIONS = "afterimage-restore";
  private static final Duration WRITING = Duration.ofMinutes(2);

  private final KafkaTarget target;
  private final BackupPlace place;
  private final BackupProgress progress;
  private final MovedArtifacts artifacts;
  private final SavedVersions versions = new SavedVersions();

  /**
   * After the artefacts.
   *
   * @param artifacts where they are
   */
  EventRestore(
      KafkaTarget target, BackupPlace place, BackupProgress progress, MovedArtifacts artifacts) {
    this.target = target;
    this.place = place;
    this.progress = progress;
    this.artifacts = artifacts;
  }

  /** The versions of the events so far. */
  SavedVersions versions() {
    return versions;
  }

  /** Reads the events, looks for every version that can serve, and writes. */
  void write(SavedTopic events) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (InputStream file = place.read(events.saved().file())) {
      RecordFile.read(
          file, target.topics().modelEvents(), record -> records.add(relocated(record)));
    } catch (IOException e) {
      throw place.unreadable(events.saved().file(), e);
    }
    records.forEach(record -> versions.take(record.value()));
    look();
    progress.begin(events.topic(), events.records());
    if (records.isEmpty()) {
      return;
    }
    try (TransactionalWriter writer =
        new TransactionalWriter(
            target.clients(), target.topics().prefix() + TRANSACTIONS, WRITING)) {
      writer.write(records.stream());
    }
    progress.at(records.size());
  }

  private ProducerRecord<byte[], byte[]> relocated(ConsumerRecord<byte[], byte[]> record) {
    byte[] value = record.value() == null ? null : artifacts.relocated(record.value());
    return new ProducerRecord<>(
        record.topic(), record.partition(), null, record.key(), value, record.headers());
  }

  /** As an instance will; one that was broken before is broken still, and is named. */
  private void look() {
    List<Announced> inTopic =
        versions.available().stream()
            .filter(version -> MovedArtifacts.isInTopic(version.location()))
            .toList();
    progress.begin("versions", inTopic.size());
    try (KafkaModelStore store =
        KafkaModelStore.forReading(
            target.clients(), KafkaModelStore.Settings.of(target.topics().modelArtifacts()))) {
      for (int i = 0; i < inTopic.size(); i++) {
        Announced version = inTopic.get(i);
        try {
          var unused = store.get(version.modelVersion(), version.location());
        } catch (CorruptArtifactException e) {
          progress.say("%s; it will not serve".formatted(e.getMessage()));
        }
        progress.at(i + 1);
      }
    }
  }
}
