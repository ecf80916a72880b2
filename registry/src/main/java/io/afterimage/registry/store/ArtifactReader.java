package io.afterimage.registry.store;

import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.kafka.records.TopicReader;
import io.afterimage.models.ModelArtifact;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads one version from its place on, with an own consumer per call. Thread-safe. */
final class ArtifactReader {

  private final KafkaClients clients;
  private final KafkaModelStore.Settings settings;

  ArtifactReader(KafkaClients clients, KafkaModelStore.Settings settings) {
    this.clients = clients;
    this.settings = settings;
  }

  ModelArtifact read(String version, KafkaLocation location) {
    ArtifactAssembly assembly =
        new ArtifactAssembly(version, location.toString(), settings.limits());
    if (!readUntil(version, location, assembly::add)) {
      throw assembly.incomplete();
    }
    return assembly.artifact();
  }

  /**
   * The keys of the artefact's records, manifest first; empty where its manifest is gone, which
   * goes together with the chunks.
   */
  List<byte[]> keys(String version, KafkaLocation location) {
    List<byte[]> keys = new ArrayList<>();
    var unused =
        readUntil(
            version,
            location,
            record -> {
              if (record.offset() == location.offset()) {
                keys.addAll(ArtifactRecords.keys(version, record));
              }
              return true;
            });
    return keys;
  }

  private boolean readUntil(
      String version, KafkaLocation location, Predicate<ConsumerRecord<byte[], byte[]>> enough) {
    Duration limit = settings.timeLimit();
    try (TopicReader reader =
        TopicReader.at(
            clients, "model-artifacts", location.partition(), location.offset(), limit)) {
      return reader.readUntilPastOpenTransactions(limit, enough);
    } catch (StoreUnavailableException e) {
      throw new StoreUnavailableException(
          "version %s could not be read from %s: %s".formatted(version, location, e.getMessage()),
          e);
    }
  }
}
