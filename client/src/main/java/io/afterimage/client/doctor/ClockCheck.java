package io.afterimage.client.doctor;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;

/**
 * Whether this machine's clock agrees with those that wrote to the topics: a record from the future
 * says that one of them is wrong. Latencies and lag are measured by records' timestamps.
 */
final class ClockCheck {

  private static final Duration TOLERANCE = Duration.ofSeconds(2);
  private static final String SUBJECT = "clock";

  private ClockCheck() {}

  static Finding of(Admin admin, Collection<String> topics, InstantSource clock) {
    long newest;
    try {
      newest = newest(admin, topics);
    } catch (ExecutionException e) {
      return Finding.note(
          SUBJECT,
          "cannot read record timestamps: " + LibraryCheck.root(e),
          "see the rights above");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    Duration ahead = Duration.between(clock.instant(), Instant.ofEpochMilli(newest));
    return ahead.compareTo(TOLERANCE) > 0
        ? Finding.problem(
            SUBJECT,
            "the newest record is %d s in the future".formatted(ahead.toSeconds()),
            "this machine's clock is behind, or a producer's ahead: synchronise both by NTP")
        : Finding.good(SUBJECT, "no record is in the future");
  }

  private static long newest(Admin admin, Collection<String> topics)
      throws ExecutionException, InterruptedException {
    Collection<TopicDescription> described =
        admin.describeTopics(topics).allTopicNames().get().values();
    return admin
        .listOffsets(
            described.stream()
                .flatMap(
                    topic ->
                        topic.partitions().stream()
                            .map(info -> new TopicPartition(topic.name(), info.partition())))
                .collect(Collectors.toMap(p -> p, p -> OffsetSpec.maxTimestamp())))
        .all()
        .get()
        .values()
        .stream()
        .mapToLong(ListOffsetsResultInfo::timestamp)
        .max()
        .orElse(-1);
  }
}
