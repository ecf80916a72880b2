package io.afterimage.config;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Keeps passwords and keys out of what is shown. */
public final class Secrets {

  /** What is shown instead. */
  public static final String MASK = "********";

  /**
   * Kafka's names and whatever is called alike; rather one too many than one too few. The address
   * of a webhook is often all that one needs to send to it.
   */
  private static final Pattern SECRET =
      Pattern.compile(
          "passw|pwd|secret|passphrase|token|credential|jaas|user\\.info|userinfo"
              + "|authorization|assertion|api\\.?key|\\.key$|key\\.id|notifications\\.url",
          Pattern.CASE_INSENSITIVE);

  /** A user's name and password within an address. */
  private static final Pattern IN_ADDRESS = Pattern.compile("(?<=://)[^/@\\s]*:[^/@\\s]*(?=@)");

  private Secrets() {}

  /** The same options, the values of secrets replaced. */
  public static Map<String, String> masked(Map<String, String> options) {
    Map<String, String> masked = new TreeMap<>();
    options.forEach((name, value) -> masked.put(name, masked(name, value)));
    return masked;
  }

  /** What may be shown as the value of an option, whatever is in front of its name. */
  public static String masked(String name, String value) {
    return isSecret(name) && !value.isEmpty() ? MASK : IN_ADDRESS.matcher(value).replaceAll(MASK);
  }

  private static boolean isSecret(String name) {
    return SECRET.matcher(name).find();
  }
}
