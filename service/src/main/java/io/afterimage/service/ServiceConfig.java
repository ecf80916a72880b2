package io.afterimage.service;

import io.afterimage.config.Settings;

/**
 * What a service shows of itself.
 *
 * @param httpPort for metrics and health; 0 takes a free one
 * @param levelAccess who may change log levels at that port
 * @param metricsEnabled whether anything is measured
 */
public record ServiceConfig(int httpPort, LevelAccess levelAccess, boolean metricsEnabled) {

  /** Reads {@code http.port}, {@code log.levels.access} and {@code metrics.enabled}. */
  public static ServiceConfig from(Settings settings, int usualPort) {
    return new ServiceConfig(
        settings.integer("http.port", usualPort, 0, 65535),
        settings.choice("log.levels.access", LevelAccess.LOCAL),
        settings.flag("metrics.enabled", true));
  }

  /** Meters that measure, or that do nothing. */
  public ServiceMeters meters() {
    return metricsEnabled ? ServiceMeters.on() : ServiceMeters.off();
  }
}
