package io.afterimage.cli.installation;

import io.afterimage.console.ConsoleConfig;
import io.afterimage.stream.config.StreamConfig;
import io.afterimage.trainer.service.TrainerConfig;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Options of stream, trainer and console in one map, where all run in one process: each gets those
 * that it knows, and all get what all know, such as limits of images. What none knows goes to the
 * stream, which refuses it. The trainer listens on the port above the stream's, and watches its
 * lag; the console has a port of its own.
 */
public record SharedOptions(Map<String, String> options) {

  private static final String ID = "application.id";

  /** Known to both, but never the same for both. */
  private static final Set<String> OF_THE_STREAM = Set.of(ID, "state.dir");

  private static final String WATCHED_ID = "watch.application.id";
  private static final String HTTP_PORT = "http.port";
  private static final String OF_THE_CONSOLE = "console.";
  private static final String OF_KAFKA = "kafka.";

  /** Required by both; the value does not matter here. */
  private static final Map<String, String> SOMEWHERE = Map.of("bootstrap.servers", "localhost:0");

  /** Copies the options. */
  public SharedOptions {
    options = Map.copyOf(options);
  }

  /** The stream's configuration. */
  public Map<String, String> ofStream() {
    Set<String> own = StreamConfig.effective(SOMEWHERE).keySet();
    Set<String> foreign = new HashSet<>(TrainerConfig.effective(SOMEWHERE).keySet());
    foreign.addAll(ConsoleConfig.effective(SOMEWHERE).keySet());
    Map<String, String> chosen = new HashMap<>(options);
    chosen
        .keySet()
        .removeIf(
            name ->
                name.startsWith(OF_THE_CONSOLE) || (foreign.contains(name) && !own.contains(name)));
    return chosen;
  }

  /** The trainer's configuration. */
  public Map<String, String> ofTrainer() {
    Set<String> own = TrainerConfig.effective(SOMEWHERE).keySet();
    Map<String, String> chosen = new HashMap<>(options);
    chosen
        .keySet()
        .removeIf(
            name ->
                OF_THE_STREAM.contains(name) || !(own.contains(name) || name.startsWith(OF_KAFKA)));
    if (options.containsKey(ID)) {
      chosen.putIfAbsent(WATCHED_ID, options.get(ID));
    }
    chosen.computeIfPresent(HTTP_PORT, (name, port) -> next(port));
    return chosen;
  }

  /** The console's configuration, but for its port. */
  public Map<String, String> ofConsole() {
    Set<String> own = ConsoleConfig.effective(SOMEWHERE).keySet();
    Map<String, String> chosen = new HashMap<>(options);
    chosen
        .keySet()
        .removeIf(
            name ->
                name.equals(HTTP_PORT)
                    || !(own.contains(name)
                        || name.startsWith(OF_THE_CONSOLE)
                        || name.startsWith(OF_KAFKA)));
    if (options.containsKey(ID)) {
      chosen.putIfAbsent(WATCHED_ID, options.get(ID));
    }
    return chosen;
  }

  /** Leaves a port that is not a number unchanged, to be rejected by its reader. */
  private static String next(String port) {
    return port.equals("0") || !port.matches("\\d{1,5}")
        ? port
        : Integer.toString(Integer.parseInt(port) + 1);
  }
}
