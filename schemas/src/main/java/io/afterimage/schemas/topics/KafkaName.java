package io.afterimage.schemas.topics;

import io.afterimage.config.Settings;
import java.util.regex.Pattern;

/** What Kafka takes as a name that an option becomes, or begins. */
public enum KafkaName {
  /**
   * Of a Kafka Streams application: it is the prefix of topic names, and the suffix takes up to 99
   * of Kafka's 249 characters.
   */
  APPLICATION_ID(
      "(?!\\.{1,2}$)[a-zA-Z0-9._-]{1,150}",
      "1 to 150 letters, digits, '.', '_' and '-', and not '.' or '..': names of topics begin with"
          + " it"),
  /** Of topics' names. */
  TOPIC_PREFIX("[a-zA-Z0-9._-]{0,100}", "up to 100 letters, digits, '.', '_' and '-'"),
  /** Of a group, of transactions, of a client; other characters may be put behind. */
  ID("\\P{Cntrl}{1,200}", "1 to 200 characters, none of them a control character");

  private final Pattern pattern;
  private final String allowed;

  KafkaName(String pattern, String allowed) {
    this.pattern = Pattern.compile(pattern);
    this.allowed = allowed;
  }

  /** Whether Kafka takes it. */
  public boolean allows(String name) {
    return pattern.matcher(name).matches();
  }

  /** What Kafka takes, to follow a name that it does not. */
  public String allowed() {
    return allowed;
  }

  /** Reads an option; a name that Kafka does not take is noted. */
  public String read(Settings settings, String option, String byDefault) {
    return settings.read(
        option,
        byDefault,
        allowed,
        text -> {
          if (!text.equals(byDefault) && !allows(text)) {
            throw new IllegalArgumentException(text);
          }
          return text;
        });
  }
}
