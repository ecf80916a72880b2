package io.afterimage.console;

import io.afterimage.config.EnvironmentOptions;
import io.afterimage.service.ExitSignals;
import io.afterimage.service.Service;
import java.util.Map;

/**
 * Runs one console, configured by {@code AFTERIMAGE_…} environment variables: {@code
 * AFTERIMAGE_BOOTSTRAP_SERVERS} is {@code bootstrap.servers}. Exit codes: 143 after SIGTERM, 1 when
 * the console failed, 2 when it could not start.
 */
public final class Main {

  private Main() {}

  /** Takes no arguments. */
  public static void main(String[] args) {
    Map<String, String> options = EnvironmentOptions.from(System.getenv());
    ExitSignals.exit(Service.run(() -> ConsoleInstance.start(ConsoleConfig.from(options))));
  }
}
