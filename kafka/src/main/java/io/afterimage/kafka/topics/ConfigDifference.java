package io.afterimage.kafka.topics;

/**
 * A setting of a topic that is not as defined.
 *
 * @param name Kafka's name of the setting
 * @param actual the value that is in effect
 * @param wanted the value of the definition
 */
public record ConfigDifference(String name, String actual, String wanted) {

  @Override
  public String toString() {
    return "%s is %s, wanted %s".formatted(name, actual, wanted);
  }
}
