package io.afterimage.kafka.topics;

import io.afterimage.kafka.topics.TopicFault.Severity;
import io.afterimage.schemas.topics.CleanupPolicy;
import io.afterimage.schemas.topics.Retention;
import io.afterimage.schemas.topics.TopicDefinition;
import io.afterimage.schemas.topics.TopicNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an existing topic must be for nothing to be lost, and what it should be. Retentions that an
 * installation may choose are nobody's business here.
 */
public final class TopicRules {

  private static final String CLEANUP = "cleanup.policy";
  private static final String RETENTION_MS = "retention.ms";
  private static final String RETENTION_BYTES = "retention.bytes";
  private static final String MAX_MESSAGE = "max.message.bytes";
  private static final String TIMESTAMPS = "message.timestamp.type";
  private static final String FOREVER = "-1";
  private static final String REPAIR = "'afterimage topics repair' sets %s";

  private final TopicNames names;

  /** For the topics of one installation. */
  public TopicRules(TopicNames names) {
    this.names = names;
  }

  /**
   * What is wrong with the number of partitions of a topic that has to have one.
   *
   * @param partitions how many it has
   */
  public Optional<TopicFault> partitions(TopicDefinition wanted, int partitions) {
    if (wanted.partitions() != 1 || partitions == 1) {
      return Optional.empty();
    }
    return Optional.of(
        new TopicFault(
            wanted.name(),
            Severity.LOSES,
            "has %d partitions, not 1: %s".formatted(partitions, purposeOfOne(wanted.name())),
            "partitions cannot be taken away: save what it holds, then 'kafka-topics.sh --delete --topic %s' and 'afterimage topics create', or use another --topic-prefix"
                .formatted(wanted.name()),
            List.of()));
  }

  /**
   * What is wrong with a topic's settings.
   *
   * @param actual its settings by their Kafka names, defaults included
   */
  public List<TopicFault> settings(TopicDefinition wanted, Map<String, String> actual) {
    List<TopicFault> faults = new ArrayList<>();
    Set<String> policy = Set.of(actual.getOrDefault(CLEANUP, "delete").split("\\s*,\\s*", -1));
    boolean forever = isForever(actual);
    if (wanted.cleanup() == CleanupPolicy.COMPACT) {
      if (policy.contains("delete")) {
        faults.add(
            fault(
                wanted,
                forever ? Severity.ODD : Severity.LOSES,
                forever
                    ? "nothing is ever removed from it"
                    : "what is still needed is removed with age or size",
                actual,
                CLEANUP));
      }
    } else if (policy.contains("compact")) {
      faults.add(
          fault(
              wanted,
              existsOnce(wanted.name()) ? Severity.LOSES : Severity.ODD,
              "of several records under one key all but the last are removed",
              actual,
              CLEANUP));
    }
    if (wanted.retention() instanceof Retention.Forever
        && wanted.cleanup() == CleanupPolicy.DELETE
        && !forever) {
      faults.add(
          fault(
              wanted,
              Severity.LOSES,
              "records are removed with age or size, and with them versions that are announced,"
                  + " pinned or withdrawn",
              actual,
              RETENTION_MS,
              RETENTION_BYTES));
    }
    smallMessages(wanted, actual).ifPresent(faults::add);
    timestamps(wanted, actual).ifPresent(faults::add);
    return faults;
  }

  private static Optional<TopicFault> smallMessages(
      TopicDefinition wanted, Map<String, String> actual) {
    String size = actual.get(MAX_MESSAGE);
    if (size == null || Long.parseLong(size) >= wanted.maxMessageBytes()) {
      return Optional.empty();
    }
    return Optional.of(
        fault(wanted, Severity.ODD, "larger records are refused", actual, MAX_MESSAGE));
  }

  private static Optional<TopicFault> timestamps(
      TopicDefinition wanted, Map<String, String> actual) {
    String type = wanted.config().get(TIMESTAMPS);
    if (type == null || type.equals(actual.get(TIMESTAMPS))) {
      return Optional.empty();
    }
    return Optional.of(
        fault(
            wanted,
            Severity.ODD,
            "retention goes by the time that writers state",
            actual,
            TIMESTAMPS));
  }

  /** With what is set and what should be, for these settings as far as they differ. */
  private static TopicFault fault(
      TopicDefinition wanted,
      Severity severity,
      String effect,
      Map<String, String> actual,
      String... settings) {
    List<ConfigDifference> changes = new ArrayList<>();
    for (String setting : settings) {
      String right = wanted.config().getOrDefault(setting, FOREVER);
      String set = actual.getOrDefault(setting, FOREVER);
      if (!right.equals(set)) {
        changes.add(new ConfigDifference(setting, set, right));
      }
    }
    List<String> shown =
        changes.stream().map(change -> change.name() + "=" + change.actual()).toList();
    List<String> right =
        changes.stream().map(change -> change.name() + "=" + change.wanted()).toList();
    return new TopicFault(
        wanted.name(),
        severity,
        "has %s: %s".formatted(String.join(" and ", shown), effect),
        REPAIR.formatted(String.join(" and ", right)),
        changes);
  }

  private static boolean isForever(Map<String, String> actual) {
    return FOREVER.equals(actual.getOrDefault(RETENTION_MS, FOREVER))
        && FOREVER.equals(actual.getOrDefault(RETENTION_BYTES, FOREVER));
  }

  /** Ids may repeat; what was sent or refused under one is nowhere else. */
  private boolean existsOnce(String topic) {
    return topic.equals(names.images())
        || topic.equals(names.deadLetters())
        || topic.equals(names.modelEvents());
  }

  private String purposeOfOne(String topic) {
    return topic.equals(names.control())
        ? "each would have a leader of its own"
        : "it is read in one order, from its first partition alone";
  }
}
