package io.afterimage.client.doctor;

import io.afterimage.client.KafkaTarget;
import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.models.CorruptArtifactException;
import io.afterimage.registry.ModelEventReader;
import io.afterimage.registry.ModelRegistry;
import io.afterimage.registry.store.KafkaModelStore;
import io.afterimage.schemas.events.ModelEvent.Announced;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;

/** Checks that the active version can be fetched. */
final class StoreCheck {

  private static final Duration LIMIT = Duration.ofSeconds(15);
  private static final String SUBJECT = "model store";

  private StoreCheck() {}

  static Finding ofFolder(Path folder) {
    String subject = SUBJECT + " dir:" + folder;
    if (!Files.isDirectory(folder)) {
      return Finding.problem(
          subject,
          "no such folder",
          "mount or make it, or correct model.store; 'kafka' keeps models in Kafka");
    }
    return Files.isReadable(folder)
        ? Finding.good(subject, "readable")
        : Finding.problem(subject, "cannot be read", "give this user the right to read it");
  }

  static Finding ofKafka(KafkaTarget target) {
    String subject = SUBJECT + " kafka";
    KafkaClients clients = target.clients();
    try {
      ModelRegistry registry =
          ModelEventReader.readAll(clients, target.topics().modelEvents(), LIMIT);
      Optional<Announced> active = registry.active();
      if (active.isEmpty()) {
        return Finding.note(
            subject,
            "no version is active: images wait",
            "publish one: 'afterimage train DIR --publish'");
      }
      String version = active.get().modelVersion();
      try (KafkaModelStore store =
          KafkaModelStore.forReading(
              clients, KafkaModelStore.Settings.of(target.topics().modelArtifacts()))) {
        store.get(version, active.get().location());
        return Finding.good(subject, "version %s is present and complete".formatted(version));
      }
    } catch (CorruptArtifactException e) {
      return Finding.problem(
          subject,
          e.getMessage(),
          "configure the store that it was published to, or roll the version back: 'afterimage"
              + " models rollback VERSION'");
    } catch (StoreUnavailableException | KafkaException e) {
      return Finding.problem(subject, LibraryCheck.root(e), "see topics and rights above");
    }
  }
}
