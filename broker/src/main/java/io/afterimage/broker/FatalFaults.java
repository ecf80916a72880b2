package io.afterimage.broker;

import java.util.concurrent.CompletableFuture;
import kafka.server.FaultHandlerFactory;
import org.apache.kafka.server.fault.FaultHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs the server's internal faults and remembers the first fatal one. Kafka's own handlers halt
 * the Java process, which must not happen to the process around an embedded server.
 */
final class FatalFaults implements FaultHandlerFactory {

  private static final Logger LOG = LoggerFactory.getLogger(FatalFaults.class);

  private final CompletableFuture<Throwable> first = new CompletableFuture<>();

  /** Completes with the first fatal fault. */
  CompletableFuture<Throwable> first() {
    return first;
  }

  @Override
  public FaultHandler build(String name, boolean fatal, Runnable action) {
    return (message, cause) -> {
      RuntimeException fault =
          new IllegalStateException("broker fault in %s: %s".formatted(name, message), cause);
      LOG.atError().setCause(fault).addKeyValue("fatal", fatal).log("broker fault");
      action.run();
      if (fatal) {
        first.complete(fault);
      }
      return fault;
    };
  }
}
