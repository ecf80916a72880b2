package io.afterimage.stream.serving;

import io.afterimage.registry.ModelEventReader;
import io.afterimage.registry.ModelRegistry;
import io.afterimage.schemas.events.ModelEvent;
import io.afterimage.service.BackgroundThread;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replays the log of model events from its start, then follows it, on a thread of its own ({@code
 * model-watcher}, started by {@link #start}, ended by {@link #close}). Trouble that may pass is
 * tried again, waiting longer each time; missing rights and errors of the virtual machine are
 * fatal.
 */
public final class ModelWatcher implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ModelWatcher.class);
  private static final Duration POLL = Duration.ofMillis(250);
  private static final Duration CATCH_UP = Duration.ofSeconds(30);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(15);

  private final Supplier<ModelEventReader> readers;
  private final VersionActivator activator;
  private final ShadowLoader shadows;
  private final BackgroundThread thread;

  /** With what opens a reader at the log's start; called again after trouble with the log. */
  public ModelWatcher(
      Supplier<ModelEventReader> readers,
      VersionActivator activator,
      ShadowLoader shadows,
      Consumer<Throwable> onFatal) {
    this.readers = readers;
    this.activator = activator;
    this.shadows = shadows;
    this.thread = new BackgroundThread("model-watcher", CLOSE_TIMEOUT, this::run, onFatal);
  }

  /** Starts the thread. */
  public void start() {
    thread.start();
  }

  /** Whether its thread has ended, after {@link #close}; if not, it is still loading a version. */
  public boolean hasEnded() {
    return thread.hasEnded();
  }

  /** Ends the thread, waiting for a load in progress, within limits. */
  @Override
  public void close() {
    thread.close();
  }

  private void run() {
    Duration pause = FIRST_PAUSE;
    while (!thread.isStopping()) {
      try (ModelEventReader reader = readers.get()) {
        ModelRegistry registry = reader.catchUp(CATCH_UP);
        follow(registry);
        pause = FIRST_PAUSE;
        followUntilClosed(reader, registry);
      } catch (InterruptException e) {
        return;
      } catch (AuthenticationException | AuthorizationException | Error e) {
        log.atError().setCause(e).log("model watcher failed");
        throw e;
      } catch (RuntimeException e) {
        log.atWarn()
            .setCause(e)
            .addKeyValue("pause", pause)
            .log("cannot follow model events, retrying");
        thread.pause(pause);
        pause =
            pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0
                ? LONGEST_PAUSE
                : pause.multipliedBy(2);
      }
    }
  }

  private void followUntilClosed(ModelEventReader reader, ModelRegistry start) {
    ModelRegistry registry = start;
    while (!thread.isStopping()) {
      List<ModelEvent> events = reader.poll(POLL);
      for (ModelEvent event : events) {
        registry = registry.apply(event);
      }
      if (!events.isEmpty() || activator.isRestless()) {
        follow(registry);
      }
      shadows.load(registry);
    }
  }

  private void follow(ModelRegistry registry) {
    shadows.release(registry);
    activator.follow(registry);
  }
}
