package io.afterimage.kafka.clients;

import io.afterimage.config.Settings;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;

/** Reads the options of Kafka's clients, which begin with {@code kafka.}. */
public final class ClientSettings {

  /** In front of every option of Kafka's clients. */
  public static final String PREFIX = "kafka.";

  /** What half of the clients would take from there, and the option that all of them obey. */
  private static final Map<String, String> OWN =
      Map.of(
          CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
          "bootstrap.servers",
          "application.id",
          "application.id");

  private ClientSettings() {}

  /** The properties without {@code kafka.}; names that have an option of their own are noted. */
  public static Map<String, String> read(Settings settings) {
    Map<String, String> given = settings.startingWith(PREFIX);
    given.forEach(
        (name, value) -> {
          String option = OWN.get(ClientRole.plain(name));
          if (option != null) {
            settings
                .problems()
                .add(PREFIX + name, value, "give it as '%s', without kafka.".formatted(option));
          }
        });
    return given;
  }
}
