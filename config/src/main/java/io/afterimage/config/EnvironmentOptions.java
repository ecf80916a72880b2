package io.afterimage.config;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Options in environment variables: {@code AFTERIMAGE_BOOTSTRAP_SERVERS} is {@code
 * bootstrap.servers}.
 */
public final class EnvironmentOptions {

  /** What an environment variable starts with to be an option. */
  public static final String PREFIX = "AFTERIMAGE_";

  /** These steer the launcher and the command, not a service. */
  private static final Set<String> LAUNCHER =
      Set.of("AFTERIMAGE_JAVA_OPTS", "AFTERIMAGE_NO_BUILD", "AFTERIMAGE_LOG_FORMAT");

  /** What Kubernetes sets in every container beside a service whose name starts with afterimage. */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(".*_SERVICE_HOST|.*_SERVICE_PORT(_.*)?|.*_PORT_\\d+_(TCP|UDP|SCTP)(_.*)?");

  private EnvironmentOptions() {}

  /** The options among these variables, by option name. */
  public static Map<String, String> from(Map<String, String> environment) {
    Map<String, String> options = new TreeMap<>();
    environment.forEach(
        (name, value) -> {
          if (name.startsWith(PREFIX) && !LAUNCHER.contains(name) && !isServiceLink(name, value)) {
            options.put(optionName(name), value);
          }
        });
    return options;
  }

  /** The variables that say these options, for a child process. */
  public static Map<String, String> variables(Map<String, String> options) {
    Map<String, String> environment = new TreeMap<>();
    options.forEach(
        (name, value) ->
            environment.put(PREFIX + name.toUpperCase(Locale.ROOT).replace('.', '_'), value));
    return environment;
  }

  private static String optionName(String variable) {
    return variable.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '.');
  }

  private static boolean isServiceLink(String name, String value) {
    return SERVICE_LINK.matcher(name).matches()
        || (name.endsWith("_PORT") && value.matches("(tcp|udp|sctp)://.*"));
  }
}
