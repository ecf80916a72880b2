package io.afterimage.benchmarks.rig;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Options of the instances that differ from the defaults. */
public final class StreamOptions {

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "An option of the stream, such as stream.threads=3; repeatable.")
  private Map<String, String> set = new LinkedHashMap<>();

  /** The options given. */
  public Map<String, String> given() {
    return set;
  }

  /** The options given and one more. */
  public Map<String, String> with(String name, String value) {
    Map<String, String> options = new LinkedHashMap<>(set);
    options.put(name, value);
    return options;
  }
}
