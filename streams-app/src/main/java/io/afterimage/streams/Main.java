package io.afterimage.streams;

import io.afterimage.config.EnvironmentOptions;
import io.afterimage.config.InvalidConfigurationException;
import io.afterimage.streams.config.StreamConfig;
import io.afterimage.streams.runtime.StartException;
import io.afterimage.streams.runtime.StreamInstance;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one instance, configured by {@code AFTERIMAGE_…} environment variables: {@code
 * AFTERIMAGE_BOOTSTRAP_SERVERS} is {@code bootstrap.servers}. Exit codes: 143 after SIGTERM, 1 when
 * the instance failed, 2 when it could not start.
 */
public final class Main {

  private static final Logger log = LoggerFactory.getLogger(Main.class);

  private Main() {}

  /** Takes no arguments. */
  public static void main(String[] args) {
    System.exit(run(EnvironmentOptions.from(System.getenv())));
  }

  private static int run(Map<String, String> options) {
    try (StreamInstance instance = StreamInstance.start(StreamConfig.from(options))) {
      Thread hook = new Thread(instance::close, "shutdown");
      Runtime.getRuntime().addShutdownHook(hook);
      instance.terminated().join();
      return 0;
    } catch (InvalidConfigurationException | StartException e) {
      log.atError().addKeyValue("fault", e.getMessage()).log("the stream cannot start");
      return 2;
    } catch (RuntimeException e) {
      log.atError().setCause(e).log("the stream instance failed");
      return 1;
    }
  }
}
