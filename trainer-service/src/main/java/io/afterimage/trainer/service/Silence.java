package io.afterimage.trainer.service;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether no instance answers as the staged version, which is likely to be a fault. */
final class Silence {

  private static final Logger log = LoggerFactory.getLogger(Silence.class);
  private static final Duration LONG = Duration.ofMinutes(5);

  private final String version;
  private final String role;
  private final InstantSource clock;
  private final Instant begun;
  private boolean warned;

  /**
   * From now on.
   *
   * @param role what the version is, such as the shadow
   */
  Silence(String version, String role, InstantSource clock) {
    this.version = version;
    this.role = role;
    this.clock = clock;
    this.begun = clock.instant();
  }

  /** What to add to how the version stands; warns once. */
  String text(boolean answered) {
    if (answered || clock.instant().isBefore(begun.plus(LONG))) {
      return "";
    }
    if (!warned) {
      warned = true;
      log.atWarn()
          .addKeyValue("version", version)
          .addKeyValue("role", role)
          .log(
              "no instance answers as the staged version: 'afterimage models' shows which ones could not load it, and no run begins by itself meanwhile");
    }
    return "; no instance has answered for 5 minutes: 'afterimage models' shows which ones could not load it (they say why on model-reports), 'afterimage control rollback %s' ends its trial"
        .formatted(version);
  }
}
