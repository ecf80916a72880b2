package io.afterimage.kafka.topics;

import java.util.List;

/**
 * What is wrong with an existing topic.
 *
 * @param topic its full name
 * @param severity how serious it is
 * @param what what is wrong, and what that does
 * @param mend what to do
 * @param changes the settings that mend it; empty where settings cannot
 */
public record TopicFault(
    String topic, Severity severity, String what, String mend, List<ConfigDifference> changes) {

  /** How serious a fault is. */
  public enum Severity {
    /** Models, events, images or examples would be lost: no service starts on it. */
    LOSES,
    /** It works, but not as intended. */
    ODD
  }

  /** Copies the changes. */
  public TopicFault {
    changes = List.copyOf(changes);
  }

  @Override
  public String toString() {
    return "topic %s: %s; %s".formatted(topic, what, mend);
  }
}
