package io.afterimage.trainer.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.models.ModelArtifact;
import io.afterimage.registry.ModelEventReader;
import io.afterimage.registry.store.KafkaModelStore;
import io.afterimage.schemas.events.ModelEvent;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.Sha256;
import io.afterimage.schemas.topics.TopicNames;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Reads the log of model events as instances of the stream do, from its start on and as it grows,
 * and fetches each version the moment that it is announced.
 */
final class AnnouncementWatch implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(50);

  private final ModelEventReader reader;
  private final KafkaModelStore store;
  private final List<Announced> announced = new CopyOnWriteArrayList<>();
  private final List<Throwable> broken = new CopyOnWriteArrayList<>();
  private final Thread thread = new Thread(this::follow, "announcement-watch");
  private volatile boolean closing;

  AnnouncementWatch(Stage stage, TopicNames names) {
    reader = new ModelEventReader(stage.clients(), names.modelEvents());
    store =
        KafkaModelStore.forReading(
            stage.clients(), KafkaModelStore.Settings.of(names.modelArtifacts()));
    thread.start();
  }

  /** What was announced so far. */
  List<Announced> announced() {
    return announced;
  }

  /** Ends the watch, and asserts that each version was there in full when it was announced. */
  List<Announced> allWhole() {
    end();
    assertThat(broken).as("announced without being there").isEmpty();
    return announced;
  }

  @Override
  public void close() {
    end();
    store.close();
    reader.close();
  }

  private void end() {
    closing = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void follow() {
    try {
      while (!closing) {
        for (ModelEvent event : reader.poll(POLL)) {
          if (event instanceof Announced version) {
            announced.add(version);
            requireWhole(version);
          }
        }
      }
    } catch (RuntimeException | AssertionError e) {
      broken.add(e);
    }
  }

  private void requireWhole(Announced version) {
    ModelArtifact stored = store.get(version.modelVersion(), version.location());
    assertThat(Sha256.of(stored.onnx())).isEqualTo(version.sha256());
    assertThat(stored.manifest().version()).isEqualTo(version.modelVersion());
  }
}
