package io.afterimage.console;

import io.afterimage.config.Settings;
import io.afterimage.console.access.AccessConfig;
import io.afterimage.console.label.LabelConfig;
import io.afterimage.console.live.LiveConfig;
import io.afterimage.console.system.InstanceAddresses;
import io.afterimage.kafka.clients.KafkaConfig;
import io.afterimage.registry.store.StoreConfig;
import io.afterimage.service.ServiceConfig;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The configuration of a console.
 *
 * @param kafka which Kafka
 * @param access who may use it, and the address to listen on
 * @param predictions how many of the newest predictions it reads at its start; it goes on from
 *     there
 * @param instances the addresses of the services' HTTP ports, which are asked how they are
 * @param startTimeout how long a broker may take to answer at the start
 * @param store where the versions are
 * @param labels when the trainer learns
 * @param live what the live page shows
 * @param service what it shows of itself, and the port of everything
 */
public record ConsoleConfig(
    KafkaConfig kafka,
    AccessConfig access,
    long predictions,
    List<URI> instances,
    Duration startTimeout,
    StoreConfig store,
    LabelConfig labels,
    LiveConfig live,
    ServiceConfig service) {

  private static final int HTTP_PORT = 8090;

  /**
   * Reads the options, with their defaults.
   *
   * @throws io.afterimage.config.InvalidConfigurationException with every problem at once
   */
  public static ConsoleConfig from(Map<String, String> options) {
    return read(new Settings(options));
  }

  /**
   * What holds where these options are given: every option with its value, given or by default.
   *
   * @throws io.afterimage.config.InvalidConfigurationException as {@link #from}
   */
  public static Map<String, String> effective(Map<String, String> options) {
    Settings settings = new Settings(options);
    read(settings);
    return settings.effective();
  }

  private static ConsoleConfig read(Settings settings) {
    KafkaConfig kafka = KafkaConfig.from(settings);
    ConsoleConfig config =
        new ConsoleConfig(
            kafka,
            AccessConfig.from(settings, System.getProperty("user.name", "console")),
            settings.number("console.predictions", 1_000_000L, 0L, Long.MAX_VALUE),
            settings.read(
                "console.instances",
                "",
                "addresses such as http://stream-1:8080, separated by commas",
                InstanceAddresses::read),
            settings.duration("start.timeout", Duration.ofSeconds(30), Duration.ofSeconds(1)),
            StoreConfig.from(settings),
            LabelConfig.from(settings),
            LiveConfig.from(settings, kafka),
            ServiceConfig.from(settings, HTTP_PORT));
    settings.finish();
    return config;
  }
}
