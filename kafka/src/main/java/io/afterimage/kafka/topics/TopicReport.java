package io.afterimage.kafka.topics;

import java.util.List;

/** The outcome for one topic. In a dry run: what the outcome would be. */
public record TopicReport(String topic, Outcome outcome) {

  /** The outcome for a topic. */
  public sealed interface Outcome {}

  /** It was missing, and was made. */
  public record Created(int partitions) implements Outcome {}

  /** It is as defined. */
  public record Unchanged() implements Outcome {}

  /** Its settings are not as defined, and were left alone. */
  public record ConfigDiffers(List<ConfigDifference> differences) implements Outcome {
    /** Copies the differences. */
    public ConfigDiffers {
      differences = List.copyOf(differences);
    }
  }

  /** Its settings were not as defined, and now are. */
  public record ConfigChanged(List<ConfigDifference> differences) implements Outcome {
    /** Copies the differences. */
    public ConfigChanged {
      differences = List.copyOf(differences);
    }
  }

  /** It cannot be made or used as defined; nothing was changed. */
  public record Refused(String why) implements Outcome {}
}
