package io.afterimage.kafka.groups;

import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.topics.StartException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.StreamsGroupDescription;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds, before a service starts, which consumer group it works in, and refuses one that works on
 * another pipeline's topics: two pipelines in one group take the partitions from each other, and
 * neither does its work. What the brokers do not tell, for want of rights, is taken for right. For
 * one thread.
 */
public final class GroupOwner implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(GroupOwner.class);
  private static final Duration SETTLES_WITHIN = Duration.ofSeconds(3);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
  private static final Set<GroupState> UNSETTLED =
      Set.of(
          GroupState.PREPARING_REBALANCE,
          GroupState.COMPLETING_REBALANCE,
          GroupState.ASSIGNING,
          GroupState.RECONCILING);

  private final Admin admin;
  private final Duration limit;

  /**
   * Opens a client.
   *
   * @param limit time limit of one request
   */
  public GroupOwner(KafkaClients clients, Duration limit) {
    this.admin = clients.admin();
    this.limit = limit;
  }

  /**
   * Which of two names a pipeline's group has: the derived one, unless only the former one has a
   * position on the topic, which versions before 0.2 left there whatever the topic prefix was.
   *
   * @param option what sets the name, for messages
   * @param derived the name that the topic prefix gives
   * @param former the name that versions before 0.2 took; empty where the name was configured
   * @param suffix put behind either name to make the group's
   * @param topic what the group reads, prefix included
   * @param base the same without the prefix
   * @throws StartException when the former group has positions of several pipelines
   */
  public String choose(
      String option,
      String derived,
      Optional<String> former,
      String suffix,
      String topic,
      String base) {
    if (former.isEmpty() || committed(derived + suffix).contains(topic)) {
      return derived;
    }
    Set<String> before = committed(former.get() + suffix);
    if (!before.contains(topic)) {
      return derived;
    }
    List<String> others =
        before.stream().filter(name -> name.endsWith(base) && !name.equals(topic)).toList();
    if (!others.isEmpty()) {
      throw new StartException(
          "group '%s%s' has positions on %s and on %s: before 0.2 both pipelines shared it. Set %s=%s for the one pipeline that keeps its position, and %s=%s for this one if it is another, which then begins with the oldest record (docs/upgrading.md)"
              .formatted(
                  former.get(), suffix, topic, others, option, former.get(), option, derived));
    }
    log.atInfo()
        .addKeyValue("option", option)
        .addKeyValue("kept", former.get())
        .addKeyValue("insteadOf", derived)
        .addKeyValue("topic", topic)
        .log(
            "kept the former name, whose group has the position on this topic; set the option to"
                + " say so");
    return former.get();
  }

  /**
   * Refuses a group whose members work on other topics.
   *
   * @param option what sets the group's name, for messages
   * @param own whether a topic is this pipeline's
   * @throws StartException naming group, member and topics
   */
  public void requireOwn(String option, String group, Predicate<String> own) {
    long deadline = System.nanoTime() + SETTLES_WITHIN.toNanos();
    Members members = members(group);
    while (members.unsettled() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
      members = members(group);
    }
    Set<String> foreign =
        members.topics().stream()
            .filter(own.negate())
            .collect(Collectors.toCollection(TreeSet::new));
    if (!foreign.isEmpty()) {
      throw new StartException(
          "group '%s' is in use for other topics, %s, by %s: two pipelines must not share a group. Set %s to a name of this pipeline's own"
              .formatted(group, foreign, members.hosts(), option));
    }
  }

  /**
   * Looks for another application's topics, which Kafka's metrics could not tell from those of this
   * one: a broker does not create a topic whose name differs from another's only in '.' and '_'.
   *
   * @return one of them, if there is one
   */
  public Optional<String> lookalike(String applicationId) {
    String own = applicationId + "-";
    return answer(admin.listTopics().names()).stream()
        .flatMap(Collection::stream)
        .filter(topic -> !topic.startsWith(own) && collides(topic, own))
        .findFirst();
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(1));
  }

  private static boolean collides(String topic, String own) {
    return topic.replace('.', '_').startsWith(own.replace('.', '_'));
  }

  private Set<String> committed(String group) {
    return answer(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
        .map(
            positions ->
                positions.entrySet().stream()
                    .filter(entry -> entry.getValue() != null)
                    .map(entry -> entry.getKey().topic())
                    .collect(Collectors.toCollection(TreeSet::new)))
        .orElseGet(TreeSet::new);
  }

  private record Members(boolean unsettled, Set<String> topics, Set<String> hosts) {

    static final Members NONE = new Members(false, Set.of(), Set.of());
  }

  private Members members(String group) {
    return answer(admin.describeConsumerGroups(List.of(group)).describedGroups().get(group))
        .filter(found -> !found.members().isEmpty())
        .map(GroupOwner::members)
        .or(
            () ->
                answer(admin.describeStreamsGroups(List.of(group)).describedGroups().get(group))
                    .map(GroupOwner::members))
        .orElse(Members.NONE);
  }

  private static Members members(ConsumerGroupDescription group) {
    return new Members(
        UNSETTLED.contains(group.groupState()),
        group.members().stream()
            .flatMap(member -> member.assignment().topicPartitions().stream())
            .map(TopicPartition::topic)
            .collect(Collectors.toSet()),
        group.members().stream()
            .map(member -> member.clientId() + " on " + member.host())
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  private static Members members(StreamsGroupDescription group) {
    boolean empty = group.members().isEmpty();
    return new Members(
        false,
        group.subtopologies().stream()
            .filter(subtopology -> !empty)
            .flatMap(subtopology -> subtopology.sourceTopics().stream())
            .collect(Collectors.toSet()),
        group.members().stream()
            .map(member -> member.clientId() + " on " + member.clientHost())
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  /** Empty where the brokers refuse or do not know. */
  private <T> Optional<T> answer(KafkaFuture<T> future) {
    try {
      return Optional.ofNullable(future.get(limit.toMillis(), TimeUnit.MILLISECONDS));
    } catch (ExecutionException | TimeoutException e) {
      log.atDebug().setCause(e).log("cannot describe a consumer group");
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted while asking about a group", e);
    }
  }
}
