package io.afterimage.kafka.topics;

import io.afterimage.kafka.clients.BrokerAnswers;
import io.afterimage.kafka.topics.TopicFault.Severity;
import io.afterimage.schemas.topics.TopicDefinition;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.schemas.topics.TopicSettings;
import io.afterimage.schemas.topics.Topics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InterruptException;

/**
 * What is wrong with the topics that there are.
 *
 * @param faults what is wrong, what loses data first
 * @param hidden topics whose settings could not be read, for want of the right DescribeConfigs
 */
public record TopicInspection(List<TopicFault> faults, Set<String> hidden) {

  private static final int ANSWER_SECONDS = 30;

  /** Copies both. */
  public TopicInspection {
    faults = List.copyOf(faults);
    hidden = Set.copyOf(hidden);
  }

  /** What no service may start on. */
  public List<TopicFault> losses() {
    return faults.stream().filter(fault -> fault.severity() == Severity.LOSES).toList();
  }

  /** The others. */
  public List<TopicFault> oddities() {
    return faults.stream().filter(fault -> fault.severity() == Severity.ODD).toList();
  }

  /**
   * Looks at topics.
   *
   * @param partitions how many each has; others are not looked at
   * @throws InterruptException when the thread is interrupted
   */
  public static TopicInspection of(Admin admin, TopicNames names, Map<String, Integer> partitions) {
    TopicRules rules = new TopicRules(names);
    List<TopicDefinition> definitions =
        Topics.definitions(TopicSettings.defaults().withNames(names)).stream()
            .filter(definition -> partitions.containsKey(definition.name()))
            .toList();
    Map<ConfigResource, KafkaFuture<Config>> described =
        admin
            .describeConfigs(definitions.stream().map(TopicInspection::resource).toList())
            .values();
    List<TopicFault> faults = new ArrayList<>();
    Set<String> hidden = new TreeSet<>();
    for (TopicDefinition definition : definitions) {
      rules.partitions(definition, partitions.get(definition.name())).ifPresent(faults::add);
      Map<String, String> settings = settings(described.get(resource(definition)));
      if (settings.isEmpty()) {
        hidden.add(definition.name());
      } else {
        faults.addAll(rules.settings(definition, settings));
      }
    }
    faults.sort(Comparator.comparing(TopicFault::severity));
    return new TopicInspection(faults, hidden);
  }

  /** What other settings would mend. */
  public List<TopicFault> mendable() {
    return faults.stream().filter(fault -> !fault.changes().isEmpty()).toList();
  }

  /**
   * Changes the settings that are at fault, and leaves all others alone.
   *
   * @return what was changed
   * @throws org.apache.kafka.common.KafkaException when a broker refuses
   */
  public List<TopicFault> repair(Admin admin) {
    List<TopicFault> mendable = mendable();
    Map<ConfigResource, Collection<AlterConfigOp>> changes =
        mendable.stream()
            .collect(
                Collectors.groupingBy(
                    fault -> new ConfigResource(ConfigResource.Type.TOPIC, fault.topic()),
                    Collectors.flatMapping(
                        fault -> fault.changes().stream().map(TopicInspection::set),
                        Collectors.<AlterConfigOp, Collection<AlterConfigOp>>toCollection(
                            ArrayList::new))));
    if (!changes.isEmpty()) {
      BrokerAnswers.await(admin.incrementalAlterConfigs(changes).all(), "topics");
    }
    return mendable;
  }

  private static AlterConfigOp set(ConfigDifference change) {
    return new AlterConfigOp(
        new ConfigEntry(change.name(), change.wanted()), AlterConfigOp.OpType.SET);
  }

  /** Empty where the broker does not tell. */
  private static Map<String, String> settings(KafkaFuture<Config> described) {
    try {
      Map<String, String> settings = new HashMap<>();
      for (ConfigEntry entry : described.get(ANSWER_SECONDS, TimeUnit.SECONDS).entries()) {
        settings.put(entry.name(), entry.value());
      }
      return settings;
    } catch (ExecutionException | TimeoutException e) {
      return Map.of();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private static ConfigResource resource(TopicDefinition definition) {
    return new ConfigResource(ConfigResource.Type.TOPIC, definition.name());
  }
}
