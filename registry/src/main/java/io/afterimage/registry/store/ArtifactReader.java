package io.afterimage.registry.store;

import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.kafka.records.TopicReader;
import io.afterimage.models.CorruptArtifactException;
import io.afterimage.models.Manifest;
import io.afterimage.models.ManifestJson;
import io.afterimage.models.ModelArtifact;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
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

  Manifest manifest(String version, KafkaLocation location) {
    AtomicReference<Optional<Manifest>> found = new AtomicReference<>(Optional.empty());
    var unused =
        readUntil(
            version,
            location,
            record -> {
              byte[] key = ArtifactRecords.manifestKey(version).getBytes(StandardCharsets.UTF_8);
              if (record.offset() == location.offset()
                  && Arrays.equals(key, record.key())
                  && record.value() != null) {
                found.set(
                    Optional.of(ManifestJson.read(record.value(), version, location.toString())));
              }
              return true;
            });
    return found
        .get()
        .orElseThrow(
            () ->
                new CorruptArtifactException(
                    "the manifest of version %s is not at %s: it was deleted, or the topic was made again"
                        .formatted(version, location)));
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
