package io.afterimage.stream.runtime;

import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.topics.StartException;
import io.afterimage.service.BackgroundThread;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.common.GroupState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that all instances of an application id read the same topics. Kafka Streams divides
 * the work as if all had the topology of one of them; what the others do not have stays undone, and
 * nothing says so; or they rebalance for ever, as members are assigned what they do not subscribe
 * to. Each instance says in its client id which topology it has, which the brokers tell of a group
 * in any state. Of versions before 0.2, which do not, the topics that members are assigned show it.
 *
 * <p>Looks before the start, and every few seconds on a thread of its own ({@code topology-watch}),
 * since two instances may start at once: then the one that reads less gives way. Thread-safe.
 */
final class SharedTopology implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SharedTopology.class);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);
  private static final int ANSWER_SECONDS = 10;

  /** A member that has ended may be told of for a moment. */
  private static final int LOOKS_THAT_COUNT = 3;

  private final Admin admin;
  private final String applicationId;
  private final Set<String> topics;
  private final TopologyKind own;
  private final Disagreement disagreement = new Disagreement();
  private final GroupNews news = new GroupNews();
  private final BackgroundThread watch;
  private int greaterSeen;

  /**
   * For one instance.
   *
   * @param topics what this instance's topology reads, internal topics included
   * @param onConflict told, on the watch's thread, of a conflict that lasts
   */
  SharedTopology(
      KafkaClients clients,
      String applicationId,
      Set<String> topics,
      Consumer<Throwable> onConflict) {
    this.admin = clients.admin();
    this.applicationId = applicationId;
    this.topics = Set.copyOf(topics);
    this.own = TopologyKind.of(topics);
    this.watch =
        new BackgroundThread("topology-watch", CLOSE_LIMIT, () -> watch(onConflict), onConflict);
  }

  /**
   * Returns as soon as no other topology is seen. Instances that have just ended are members of
   * their group for some seconds still.
   *
   * @throws StartException when the others read other topics until the limit
   */
  void require(Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    Optional<String> conflict = conflict();
    while (conflict.isPresent()) {
      if (System.nanoTime() - end > 0) {
        throw new StartException(conflict.get());
      }
      LockSupport.parkNanos(PAUSE.toNanos());
      if (Thread.currentThread().isInterrupted()) {
        throw new StartException("interrupted while waiting for other instances to end");
      }
      conflict = conflict();
    }
  }

  /** From now on looks every few seconds. */
  void watch() {
    watch.start();
  }

  @Override
  public void close() {
    watch.stop();
    admin.close(Duration.ZERO);
    watch.close();
  }

  private void watch(Consumer<Throwable> onConflict) {
    watch.pause(BETWEEN_LOOKS);
    while (!watch.isStopping()) {
      look(onConflict);
      watch.pause(BETWEEN_LOOKS);
    }
  }

  private void look(Consumer<Throwable> onConflict) {
    Optional<ConsumerGroupDescription> group = group();
    group.ifPresent(news::look);
    greaterSeen = group.filter(this::hasGreater).isPresent() ? greaterSeen + 1 : 0;
    if (greaterSeen == LOOKS_THAT_COUNT) {
      onConflict.accept(new StreamFailedException(told("other topics, more than this one")));
      return;
    }
    group
        .flatMap(SharedTopology::assigned)
        .filter(read -> disagreement.lasts(topics, read))
        .ifPresent(read -> onConflict.accept(new StreamFailedException(told(list(read)))));
  }

  private boolean hasGreater(ConsumerGroupDescription group) {
    return kinds(group).anyMatch(kind -> kind.compareTo(own) > 0);
  }

  private Stream<TopologyKind> kinds(ConsumerGroupDescription group) {
    return group.members().stream()
        .flatMap(member -> TopologyKind.in(member.clientId(), applicationId).stream());
  }

  private Optional<String> conflict() {
    Optional<ConsumerGroupDescription> group = group();
    Optional<Set<String>> read = group.flatMap(SharedTopology::assigned);
    if (read.filter(assigned -> !assigned.equals(topics)).isPresent()) {
      return read.map(assigned -> told(list(assigned)));
    }
    return group
        .filter(described -> kinds(described).anyMatch(kind -> !kind.equals(own)))
        .map(described -> told("other topics"));
  }

  private Optional<ConsumerGroupDescription> group() {
    try {
      return Optional.of(
          admin
              .describeConsumerGroups(List.of(applicationId))
              .describedGroups()
              .get(applicationId)
              .get(ANSWER_SECONDS, TimeUnit.SECONDS));
    } catch (ExecutionException | TimeoutException e) {
      // No such group yet, a group of another protocol, or no answer: the stream itself will tell.
      log.atDebug().setCause(e).log("cannot describe the consumer group");
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** The topics that the members are assigned; empty while that changes. */
  private static Optional<Set<String>> assigned(ConsumerGroupDescription group) {
    Set<String> read =
        group.members().stream()
            .flatMap(member -> member.assignment().topicPartitions().stream())
            .map(partition -> partition.topic())
            .collect(Collectors.toSet());
    return Optional.of(read)
        .filter(some -> group.groupState() == GroupState.STABLE && !some.isEmpty());
  }

  private String told(String read) {
    return "instances of application.id '%s' read %s, but this one reads %s, and images would stay unanswered: give all of them the same version and the same feedback.enabled, and stop the others before this one starts"
        .formatted(applicationId, read, list(topics));
  }

  private static String list(Set<String> topics) {
    return new TreeSet<>(topics).toString();
  }
}
