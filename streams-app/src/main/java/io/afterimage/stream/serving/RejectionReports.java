package io.afterimage.stream.serving;

import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.registry.ModelReports;
import io.afterimage.schemas.events.ModelEvent.Rejected;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports rejections to the topic of model reports. An installation whose topics an earlier release
 * created does not have that topic: rejections are then only logged where they are made, and one
 * warning says how to create it. Thread-safe.
 */
public final class RejectionReports implements Consumer<Rejected> {

  private static final Logger log = LoggerFactory.getLogger(RejectionReports.class);

  private final ModelReports reports;
  private final AtomicBoolean warned = new AtomicBoolean();

  /** Reports by these. */
  public RejectionReports(ModelReports reports) {
    this.reports = reports;
  }

  /** Looks whether the topic is there, so that the warning comes before the first rejection. */
  public void warnWhereMissing() {
    isThere();
  }

  /**
   * Reports a rejection and returns when it is written, or when there is no topic to write it to.
   *
   * @throws StoreUnavailableException when it could not be written
   */
  @Override
  public void accept(Rejected rejection) {
    if (isThere()) {
      reports.write(rejection);
    }
  }

  private boolean isThere() {
    try {
      if (reports.exist()) {
        return true;
      }
      warn("the topic does not exist", "afterimage topics create");
    } catch (StoreUnavailableException e) {
      warn(e.getMessage(), "afterimage doctor --service stream");
    }
    return false;
  }

  private void warn(String fault, String remedy) {
    if (warned.compareAndSet(false, true)) {
      log.atWarn()
          .addKeyValue("topic", reports.topic())
          .addKeyValue("fault", fault)
          .addKeyValue("remedy", remedy)
          .log("cannot report rejected model versions, logging them only");
    }
  }
}
