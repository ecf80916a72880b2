package io.afterimage.cli.options;

import java.util.Map;
import java.util.TreeMap;

/**
 * The same options from several places. Flags win over the environment, that over the file; what
 * none of them says keeps its default.
 *
 * @param file from a properties file
 * @param environment from environment variables
 * @param flags from the command line
 */
public record OptionLayers(
    Map<String, String> file, Map<String, String> environment, Map<String, String> flags) {

  /** Copies the maps. */
  public OptionLayers {
    file = Map.copyOf(file);
    environment = Map.copyOf(environment);
    flags = Map.copyOf(flags);
  }

  /** One map, the strongest layer winning, sorted by name. */
  public Map<String, String> merged() {
    Map<String, String> merged = new TreeMap<>(file);
    merged.putAll(environment);
    merged.putAll(flags);
    return merged;
  }
}
