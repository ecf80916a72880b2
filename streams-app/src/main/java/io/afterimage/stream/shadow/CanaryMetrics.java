package io.afterimage.stream.shadow;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which canary answers, and what it leaves to the active version. Thread-safe. */
public final class CanaryMetrics {

  private final MeterRegistry registry;
  private final MultiGauge loaded;

  /** Why the active version answers an image of the canary. */
  enum Fallback {
    /** The canary has no answer to it. */
    NO_ANSWER,
    /** The canary's classifier failed, or was closed. */
    FAILED,
    /** The canary took too long. */
    LATE,
    /** The canary was not asked, since it had been too late, or its workers have ended. */
    PAUSED;

    private String tag() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Registers the meters. */
  public CanaryMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.loaded =
        MultiGauge.builder("afterimage.canary.share")
            .description("Share of the groups that the canary answers: which version is it?")
            .register(registry);
    for (Fallback why : Fallback.values()) {
      fallenBack(why, 0);
    }
  }

  void loaded(Optional<Canary> canary) {
    List<Row<?>> rows =
        canary
            .map(
                known ->
                    List.<Row<?>>of(Row.of(Tags.of("version", known.version()), known.share())))
            .orElse(List.of());
    loaded.register(rows, true);
  }

  void fallenBack(Fallback why) {
    fallenBack(why, 1);
  }

  private void fallenBack(Fallback why, int images) {
    Counter.builder("afterimage.canary.fallbacks")
        .description("Images of the canary that the active version answered: does it work?")
        .tag("reason", why.tag())
        .register(registry)
        .increment(images);
  }
}
