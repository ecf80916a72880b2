package io.afterimage.service;

import io.afterimage.schemas.release.Release;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** Which build runs, as a gauge that is 1 and says it by its tags. */
final class BuildInfo implements MeterBinder {

  private final Release release;

  BuildInfo(Release release) {
    this.release = release;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Gauge.builder("afterimage.build.info", () -> 1)
        .description("The build that runs: do all instances run the same one?")
        .tag("version", release.versionText())
        .tag("commit", release.commitText())
        .tag("java", Runtime.version().toString())
        .register(registry);
  }
}
