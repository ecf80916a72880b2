package io.afterimage.service;

import io.afterimage.config.InvalidConfigurationException;
import io.afterimage.kafka.topics.StartException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A service that runs until it is closed or fails. */
public interface Service extends AutoCloseable {

  /** What a service leaves that ends before it is closed. */
  String STAYS =
      "nothing is lost, open transactions are aborted, and what was not committed is done again";

  /** Completes exceptionally when the service fails, and normally when it is closed. */
  CompletableFuture<Void> terminated();

  /** Ends it cleanly. Harmless when repeated. */
  @Override
  void close();

  /**
   * Runs a service as its process's only one: until it ends by itself, or SIGTERM closes it.
   *
   * @param start starts it; what it throws ends the process
   * @return the exit code: 0 closed, 1 failed, 2 could not start
   */
  static int run(Supplier<? extends Service> start) {
    Logger log = LoggerFactory.getLogger(Service.class);
    try (Service service = start.get()) {
      ExitSignals.add(closing(service, log));
      service.terminated().join();
      return 0;
    } catch (InvalidConfigurationException | StartException e) {
      log.atError().addKeyValue("fault", e.getMessage()).log("service failed to start");
      return 2;
    } catch (RuntimeException e) {
      log.atError().setCause(e).log("service failed");
      return 1;
    }
  }

  private static ExitSignals.Closing closing(Service service, Logger log) {
    return new ExitSignals.Closing() {
      @Override
      public void close() {
        service.close();
      }

      @Override
      public void cutShort() {
        log.atWarn().log("ended at once: " + STAYS);
      }
    };
  }
}
