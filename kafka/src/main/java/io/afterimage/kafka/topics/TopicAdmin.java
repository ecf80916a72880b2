package io.afterimage.kafka.topics;

import io.afterimage.kafka.clients.BrokerAnswers;
import io.afterimage.kafka.topics.TopicReport.ConfigChanged;
import io.afterimage.kafka.topics.TopicReport.ConfigDiffers;
import io.afterimage.kafka.topics.TopicReport.Created;
import io.afterimage.kafka.topics.TopicReport.Outcome;
import io.afterimage.kafka.topics.TopicReport.Refused;
import io.afterimage.kafka.topics.TopicReport.Unchanged;
import io.afterimage.schemas.topics.TopicDefinition;
import io.afterimage.schemas.topics.TopicSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigsOptions;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Makes missing topics and checks those that exist. Never changes the number of partitions: records
 * of a key would move to another partition, and the joined topics would no longer fit together.
 */
public final class TopicAdmin {

  private static final Duration VISIBLE_WITHIN = Duration.ofMinutes(1);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

  private final Admin admin;
  private final Options options;

  /**
   * How topics are made and checked.
   *
   * @param replicationFactor of new topics; -1 takes the broker's default
   * @param dryRun only say what would be done; the broker is asked whether it would agree
   * @param applyConfig bring the settings of existing topics to their definition
   */
  public record Options(short replicationFactor, boolean dryRun, boolean applyConfig) {

    /** The broker's replication factor; make what is missing; leave existing settings alone. */
    public static Options defaults() {
      return new Options(TopicSettings.BROKER_DEFAULT_REPLICATION, false, false);
    }
  }

  /** Uses the admin client, which stays the caller's to close. */
  public TopicAdmin(Admin admin, Options options) {
    this.admin = admin;
    this.options = options;
  }

  /**
   * Makes and checks the topics. Where one that is there has another number of partitions than its
   * definition, as after a producer had it made automatically, none is made. Producers may begin
   * when this returns: all partitions have their leaders.
   *
   * @return one report per definition, in their order
   * @throws KafkaException when the brokers cannot be asked
   */
  public List<TopicReport> create(List<TopicDefinition> definitions) {
    Map<String, Integer> existing = partitions(admin, names(definitions));
    Optional<TopicDefinition> conflict =
        definitions.stream()
            .filter(definition -> conflicts(definition, existing.get(definition.name())))
            .findFirst();
    List<TopicReport> reports = new ArrayList<>();
    for (TopicDefinition definition : definitions) {
      Integer partitions = existing.get(definition.name());
      Outcome outcome;
      if (partitions != null) {
        outcome = check(definition, partitions);
      } else if (conflict.isPresent()) {
        outcome = notMade(conflict.get(), existing.get(conflict.get().name()));
      } else {
        outcome = make(definition);
      }
      reports.add(new TopicReport(definition.name(), outcome));
    }
    if (!options.dryRun()) {
      PartitionLeaders.await(admin, made(reports));
    }
    return List.copyOf(reports);
  }

  private static Map<String, Integer> made(List<TopicReport> reports) {
    Map<String, Integer> made = new HashMap<>();
    for (TopicReport report : reports) {
      if (report.outcome() instanceof Created created) {
        made.put(report.topic(), created.partitions());
      }
    }
    return made;
  }

  private static boolean conflicts(TopicDefinition definition, Integer partitions) {
    return partitions != null && partitions != definition.partitions();
  }

  /** Half an installation would look whole, and its topics would not fit together. */
  private static Outcome notMade(TopicDefinition conflict, int partitions) {
    return new Refused(
        "not created: %s has %d partitions, configured are %d; nothing is created until they agree"
            .formatted(conflict.name(), partitions, conflict.partitions()));
  }

  private static List<String> names(List<TopicDefinition> definitions) {
    return definitions.stream().map(TopicDefinition::name).toList();
  }

  /**
   * How many partitions topics have; those that do not exist are left out.
   *
   * @throws KafkaException when the brokers cannot be asked
   */
  public static Map<String, Integer> partitions(Admin admin, Collection<String> names) {
    Map<String, Integer> partitions = new HashMap<>();
    admin
        .describeTopics(names)
        .topicNameValues()
        .forEach(
            (name, future) -> {
              try {
                TopicDescription description = get(future);
                partitions.put(name, description.partitions().size());
              } catch (UnknownTopicOrPartitionException missing) {
                partitions.remove(name);
              }
            });
    return partitions;
  }

  private Outcome make(TopicDefinition definition) {
    NewTopic topic =
        new NewTopic(
                definition.name(),
                Optional.of(definition.partitions()),
                Optional.of(options.replicationFactor()).filter(factor -> factor > 0))
            .configs(definition.config());
    try {
      get(
          admin
              .createTopics(
                  List.of(topic), new CreateTopicsOptions().validateOnly(options.dryRun()))
              .all());
      if (!options.dryRun()) {
        partitionsWhenVisible(definition);
      }
      return new Created(definition.partitions());
    } catch (TopicExistsException madeMeanwhile) {
      return check(definition, partitionsWhenVisible(definition));
    } catch (RetriableException e) {
      throw e;
    } catch (ApiException e) {
      return new Refused("the broker does not make it: " + e.getMessage());
    }
  }

  /** The controller makes a topic a moment before brokers describe it. */
  private int partitionsWhenVisible(TopicDefinition definition) {
    long deadline = System.nanoTime() + VISIBLE_WITHIN.toNanos();
    while (true) {
      Integer partitions = partitions(admin, List.of(definition.name())).get(definition.name());
      if (partitions != null) {
        return partitions;
      }
      if (System.nanoTime() > deadline) {
        throw new TimeoutException(
            "topic %s was made, but no broker describes it after %s"
                .formatted(definition.name(), VISIBLE_WITHIN));
      }
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
    }
  }

  private Outcome check(TopicDefinition definition, int partitions) {
    if (partitions != definition.partitions()) {
      return new Refused(
          "it has %d partitions, configured are %d; partitions of an existing topic are never changed here: configure %d, or another topic prefix, or see 'afterimage topics expand'"
              .formatted(partitions, definition.partitions(), partitions));
    }
    List<ConfigDifference> differences = differences(definition);
    if (differences.isEmpty()) {
      return new Unchanged();
    }
    if (!options.applyConfig()) {
      return new ConfigDiffers(differences);
    }
    try {
      apply(definition, differences);
      return new ConfigChanged(differences);
    } catch (RetriableException e) {
      throw e;
    } catch (ApiException e) {
      return new Refused("the broker does not change its settings: " + e.getMessage());
    }
  }

  private List<ConfigDifference> differences(TopicDefinition definition) {
    ConfigResource resource = resource(definition);
    Config actual = get(admin.describeConfigs(List.of(resource)).values().get(resource));
    List<ConfigDifference> differences = new ArrayList<>();
    definition
        .config()
        .forEach(
            (name, wanted) -> {
              ConfigEntry entry = actual.get(name);
              String value = entry == null ? "unknown to the broker" : entry.value();
              if (!wanted.equals(value)) {
                differences.add(new ConfigDifference(name, value, wanted));
              }
            });
    return differences;
  }

  private void apply(TopicDefinition definition, List<ConfigDifference> differences) {
    List<AlterConfigOp> changes =
        differences.stream()
            .map(
                difference ->
                    new AlterConfigOp(
                        new ConfigEntry(difference.name(), difference.wanted()),
                        AlterConfigOp.OpType.SET))
            .toList();
    get(
        admin
            .incrementalAlterConfigs(
                Map.of(resource(definition), changes),
                new AlterConfigsOptions().validateOnly(options.dryRun()))
            .all());
  }

  private static ConfigResource resource(TopicDefinition definition) {
    return new ConfigResource(ConfigResource.Type.TOPIC, definition.name());
  }

  private static <T> T get(KafkaFuture<T> future) {
    return BrokerAnswers.await(future, "topics");
  }
}
