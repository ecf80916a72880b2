package io.afterimage.stream.runtime;

import io.afterimage.kafka.clients.ClientRole;
import io.afterimage.kafka.topics.StartException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.common.GroupState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that all instances of an application id read the same topics. Kafka Streams divides
 * the work as if all had the topology of one of them; what the others do not have stays undone, and
 * nothing says so. The topics that a group's members are assigned show which topology that is, of
 * whatever version they are.
 *
 * <p>Looks before the start, and every few seconds on a thread of its own ({@code topology-watch}),
 * since two instances may start at once. Thread-safe.
 */
final class SharedTopology implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SharedTopology.class);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);
  private static final long PAUSE_MILLIS = 500;
  private static final int ANSWER_SECONDS = 10;

  /** While partitions move from one instance to another, a topic may be nobody's for a moment. */
  private static final int LOOKS_THAT_COUNT = 3;

  private final Admin admin;
  private final String applicationId;
  private final Set<String> topics;
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "topology-watch");
            thread.setDaemon(true);
            return thread;
          });
  private int conflicts;

  /**
   * For one instance.
   *
   * @param clients properties of a Kafka client
   * @param topics what this instance's topology reads, internal topics included
   */
  SharedTopology(Map<String, Object> clients, String applicationId, Set<String> topics) {
    this.admin = Admin.create(ClientRole.ADMIN.settings(clients));
    this.applicationId = applicationId;
    this.topics = Set.copyOf(topics);
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
      pause();
      conflict = conflict();
    }
  }

  /** From now on tells of a conflict that lasts. */
  void watch(Consumer<Throwable> onConflict) {
    var unused =
        watch.scheduleWithFixedDelay(
            () -> look(onConflict),
            BETWEEN_LOOKS.toMillis(),
            BETWEEN_LOOKS.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    watch.shutdownNow();
    admin.close(Duration.ZERO);
  }

  private void look(Consumer<Throwable> onConflict) {
    Optional<String> conflict = conflict();
    conflicts = conflict.isPresent() ? conflicts + 1 : 0;
    if (conflicts == LOOKS_THAT_COUNT) {
      onConflict.accept(new StreamFailedException(conflict.get()));
    }
  }

  private Optional<String> conflict() {
    try {
      ConsumerGroupDescription group =
          admin
              .describeConsumerGroups(List.of(applicationId))
              .describedGroups()
              .get(applicationId)
              .get(ANSWER_SECONDS, TimeUnit.SECONDS);
      Set<String> read = assigned(group);
      return group.groupState() != GroupState.STABLE || read.isEmpty() || read.equals(topics)
          ? Optional.empty()
          : Optional.of(told(read));
    } catch (ExecutionException | TimeoutException e) {
      // No such group yet, a group of another protocol, or no answer: the stream itself will tell.
      log.atDebug().setCause(e).log("the group cannot be described");
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static Set<String> assigned(ConsumerGroupDescription group) {
    return group.members().stream()
        .flatMap(member -> member.assignment().topicPartitions().stream())
        .map(partition -> partition.topic())
        .collect(Collectors.toSet());
  }

  private String told(Set<String> read) {
    return "instances of application.id '%s' read %s, but this one reads %s, and images would stay unanswered: give all the same version and the same feedback.enabled, and stop the others before this one starts"
        .formatted(applicationId, new TreeSet<>(read), new TreeSet<>(topics));
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted while waiting for other instances to end", e);
    }
  }
}
