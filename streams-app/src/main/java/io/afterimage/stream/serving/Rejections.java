package io.afterimage.stream.serving;

import io.afterimage.models.CorruptArtifactException;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.ModelEvent.Rejected;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says that this instance cannot serve a version: in the log, a counter and a report. */
public final class Rejections {

  private static final Logger log = LoggerFactory.getLogger(Rejections.class);

  private final Consumer<Rejected> report;
  private final String instance;
  private final ServingMetrics metrics;
  private final InstantSource clock;

  /**
   * Of one instance.
   *
   * @param report publishes a rejection; what it throws is logged
   */
  public Rejections(
      Consumer<Rejected> report, String instance, ServingMetrics metrics, InstantSource clock) {
    this.report = report;
    this.instance = instance;
    this.metrics = metrics;
    this.clock = clock;
  }

  void reject(Announced version, CorruptArtifactException cause, Optional<String> serving) {
    metrics.rejected();
    log.atError()
        .setCause(cause)
        .addKeyValue("version", version.modelVersion())
        .addKeyValue("serving", serving.orElse("none"))
        .log("model version rejected");
    try {
      report.accept(
          new Rejected(version.modelVersion(), instance, cause.getMessage(), clock.instant()));
    } catch (RuntimeException e) {
      log.atWarn()
          .setCause(e)
          .addKeyValue("version", version.modelVersion())
          .log("cannot publish the rejection");
    }
  }
}
