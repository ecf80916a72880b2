package io.afterimage.client.doctor;

import io.afterimage.kafka.rights.Right;
import io.afterimage.kafka.topics.InternalTopics;
import io.afterimage.kafka.topics.TopicFault;
import io.afterimage.kafka.topics.TopicInspection;
import io.afterimage.schemas.topics.TopicDefinition;
import io.afterimage.schemas.topics.TopicSettings;
import io.afterimage.schemas.topics.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.resource.ResourceType;

/** Whether the topics are there, as they should be. */
final class TopicsCheck {

  private final List<TopicDefinition> definitions;
  private final Optional<Integer> wanted;
  private final Map<String, Integer> partitions = new TreeMap<>();
  private final Set<String> missing = new TreeSet<>();
  private final Set<String> hidden = new TreeSet<>();
  private final Set<String> joined;
  private final Optional<Finding> remembered;
  private final TopicInspection inspection;

  TopicsCheck(Admin admin, Plan plan) {
    TopicSettings settings = TopicSettings.defaults().withNames(plan.target().topics());
    this.definitions = Topics.definitions(settings);
    this.wanted = plan.partitions();
    this.joined =
        definitions.stream()
            .filter(definition -> definition.partitions() > 1)
            .map(TopicDefinition::name)
            .collect(Collectors.toCollection(TreeSet::new));
    describe(admin);
    this.remembered = remembered(admin, plan);
    this.inspection = TopicInspection.of(admin, plan.target().topics(), partitions);
  }

  Set<String> missing() {
    return missing;
  }

  Set<String> present() {
    return partitions.keySet();
  }

  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    if (!missing.isEmpty()) {
      findings.add(
          Finding.problem(
              "topics", "%s not found".formatted(missing), "run 'afterimage topics create'"));
    }
    if (!hidden.isEmpty()) {
      findings.add(
          Finding.note(
              "topics",
              "%s may not be seen".formatted(hidden),
              "they may be another service's; if not, see the rights below"));
    }
    findings.addAll(joinedTopics());
    remembered.ifPresent(findings::add);
    inspection.losses().forEach(fault -> findings.add(problem(fault)));
    inspection.oddities().forEach(fault -> findings.add(note(fault)));
    if (!inspection.hidden().isEmpty()) {
      findings.add(
          Finding.note(
              "topics",
              "settings of %s cannot be read".formatted(inspection.hidden()),
              "grant DescribeConfigs on them (docs/security.md) to have them checked"));
    }
    if (findings.stream().noneMatch(found -> found.level() == Finding.Level.PROBLEM)) {
      findings.add(Finding.good("topics", sound() + " as they should be"));
    }
    return findings;
  }

  /** The stream does not start over internal topics of another number of partitions. */
  private Optional<Finding> remembered(Admin admin, Plan plan) {
    Integer found = partitions.get(plan.target().topics().predictions());
    Optional<String> application =
        RightsCheck.rights(plan).stream()
            .filter(right -> right.type() == ResourceType.GROUP)
            .map(Right::name)
            .findFirst();
    if (found == null || application.isEmpty() || !plan.service().equals("stream")) {
      return Optional.empty();
    }
    Map<String, Integer> unfit = InternalTopics.unfit(admin, application.get(), found);
    return unfit.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Finding.problem(
                "internal topics",
                "predictions have %d partitions, what the stream remembers of them has others: %s"
                    .formatted(found, unfit),
                "end every instance, then run 'afterimage topics expand --application-id %s --partitions %d'"
                    .formatted(application.get(), found)));
  }

  private long sound() {
    return partitions.keySet().stream()
        .filter(topic -> inspection.faults().stream().noneMatch(f -> f.topic().equals(topic)))
        .count();
  }

  private static Finding problem(TopicFault fault) {
    return Finding.problem("topic " + fault.topic(), fault.what(), fault.mend());
  }

  private static Finding note(TopicFault fault) {
    return Finding.note("topic " + fault.topic(), fault.what(), fault.mend());
  }

  private List<Finding> joinedTopics() {
    Map<String, Integer> counts = new TreeMap<>(partitions);
    counts.keySet().retainAll(joined);
    if (wanted.isPresent()) {
      return counts.keySet().stream()
          .filter(topic -> !counts.get(topic).equals(wanted.get()))
          .map(topic -> wrong(topic, wanted.get()))
          .toList();
    }
    if (Set.copyOf(counts.values()).size() <= 1) {
      return List.of();
    }
    return List.of(
        Finding.problem(
            "topics",
            "those keyed by image have different numbers of partitions: " + counts,
            "labels would miss their predictions: recreate them with the same number, or use"
                + " another --topic-prefix"));
  }

  private Finding wrong(String topic, int right) {
    return Finding.problem(
        "topic " + topic,
        "has %d partitions, not %d".formatted(partitions.get(topic), right),
        "partitions of a topic that is in use are never changed: delete it and run 'afterimage"
            + " topics create', or use another --topic-prefix");
  }

  private void describe(Admin admin) {
    List<String> names = definitions.stream().map(TopicDefinition::name).toList();
    Map<String, KafkaFuture<TopicDescription>> described =
        admin.describeTopics(names).topicNameValues();
    for (String name : names) {
      try {
        partitions.put(name, described.get(name).get().partitions().size());
      } catch (ExecutionException e) {
        if (e.getCause() instanceof UnknownTopicOrPartitionException) {
          missing.add(name);
        } else if (e.getCause() instanceof TopicAuthorizationException) {
          hidden.add(name);
        } else {
          throw new IllegalStateException("the broker does not describe " + name, e.getCause());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
  }
}
