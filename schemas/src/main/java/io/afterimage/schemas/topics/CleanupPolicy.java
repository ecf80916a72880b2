package io.afterimage.schemas.topics;

/** What Kafka removes from a topic. */
public enum CleanupPolicy {
  /** Records that are older than the retention. */
  DELETE("delete"),
  /** Records whose key has a newer record. */
  COMPACT("compact");

  private final String configValue;

  CleanupPolicy(String configValue) {
    this.configValue = configValue;
  }

  /** The value of {@code cleanup.policy}. */
  public String configValue() {
    return configValue;
  }
}
