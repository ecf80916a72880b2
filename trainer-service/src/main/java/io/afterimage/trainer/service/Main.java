package io.afterimage.trainer.service;

import io.afterimage.config.InvalidConfigurationException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one replica, configured by {@code AFTERIMAGE_…} environment variables: {@code
 * AFTERIMAGE_BOOTSTRAP_SERVERS} is {@code bootstrap.servers}. Exit codes: 143 after SIGTERM, 1 when
 * the replica failed, 2 when it could not start.
 */
public final class Main {

  private static final Logger log = LoggerFactory.getLogger(Main.class);
  private static final String PREFIX = "AFTERIMAGE_";

  private Main() {}

  /** Takes no arguments. */
  public static void main(String[] args) {
    System.exit(run(options(System.getenv())));
  }

  private static int run(Map<String, String> options) {
    try (TrainerInstance instance = TrainerInstance.start(TrainerConfig.from(options))) {
      Thread hook = new Thread(instance::close, "shutdown");
      Runtime.getRuntime().addShutdownHook(hook);
      instance.terminated().join();
      return 0;
    } catch (InvalidConfigurationException | StartException e) {
      log.atError().log(e.getMessage());
      return 2;
    } catch (RuntimeException e) {
      log.atError().setCause(e).log("the trainer failed");
      return 1;
    }
  }

  private static Map<String, String> options(Map<String, String> environment) {
    Map<String, String> options = new TreeMap<>();
    environment.forEach(
        (name, value) -> {
          if (name.startsWith(PREFIX)) {
            options.put(
                name.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '.'), value);
          }
        });
    return options;
  }
}
