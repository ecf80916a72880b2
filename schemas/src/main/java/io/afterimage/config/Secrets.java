package io.afterimage.config;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Keeps passwords and keys out of what is shown. */
public final class Secrets {

  /** What is shown instead. */
  public static final String MASK = "********";

  /** Kafka's names and whatever is called alike; rather one too many than one too few. */
  private static final Pattern SECRET =
      Pattern.compile("password|secret|passphrase|token|credential|jaas|\\.key$|key\\.id");

  private Secrets() {}

  /** The same options, the values of secrets replaced. */
  public static Map<String, String> masked(Map<String, String> options) {
    Map<String, String> masked = new TreeMap<>();
    options.forEach(
        (name, value) -> masked.put(name, isSecret(name) && !value.isEmpty() ? MASK : value));
    return masked;
  }

  private static boolean isSecret(String name) {
    return SECRET.matcher(name).find();
  }
}
