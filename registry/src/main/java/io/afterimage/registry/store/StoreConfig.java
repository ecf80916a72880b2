package io.afterimage.registry.store;

import io.afterimage.config.Settings;
import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.models.ModelLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where the versions' artefacts are.
 *
 * @param folder empty for Kafka
 * @param limits how large a version may be
 */
public record StoreConfig(Optional<Path> folder, ModelLimits limits) {

  private static final String KAFKA = "kafka";
  private static final String FOLDER = "dir:";

  /** Reads {@code model.store}, and {@code model.max.bytes} within this process's heap. */
  public static StoreConfig from(Settings settings) {
    return new StoreConfig(
        settings.read("model.store", KAFKA, "kafka, or dir:PATH", StoreConfig::folder),
        ModelLimits.of(
            settings.number(
                "model.max.bytes", ModelLimits.DEFAULT_MAX_BYTES, 1, Integer.MAX_VALUE)));
  }

  private static Optional<Path> folder(String text) {
    if (text.equals(KAFKA)) {
      return Optional.empty();
    }
    if (text.startsWith(FOLDER) && text.length() > FOLDER.length()) {
      return Optional.of(Path.of(text.substring(FOLDER.length())));
    }
    throw new IllegalArgumentException(text);
  }

  /**
   * The store, to read from.
   *
   * @param topic of the artefacts
   */
  public ModelStore reading(KafkaClients clients, String topic) {
    return folder
        .<ModelStore>map(path -> new DirectoryModelStore(path, limits))
        .orElseGet(
            () -> KafkaModelStore.forReading(clients, KafkaModelStore.Settings.of(topic, limits)));
  }

  /**
   * Which examples each version was made with, in the same place.
   *
   * @param topic of the artefacts
   * @param limit how long the brokers may let one answer wait
   */
  public LineageStore lineages(KafkaClients clients, String topic, Duration limit) {
    return folder
        .<LineageStore>map(DirectoryLineageStore::new)
        .orElseGet(() -> new KafkaLineageStore(clients, topic, limit));
  }
}
