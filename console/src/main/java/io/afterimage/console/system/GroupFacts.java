package io.afterimage.console.system;

import static io.afterimage.kafka.clients.BrokerAnswers.await;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * A group that works on the installation's topics: the stream's, the trainer's, or somebody's who
 * follows predictions.
 *
 * @param state in Kafka's words
 * @param members who is in it now
 * @param lag what it has not done yet, by partition of the installation's topics
 */
public record GroupFacts(
    String group, String state, List<Member> members, List<PartitionFacts> lag) {

  /** A cluster may be shared with many others. */
  private static final int MOST_GROUPS = 200;

  /** Copies the lists. */
  public GroupFacts {
    members = List.copyOf(members);
    lag = List.copyOf(lag);
  }

  /**
   * A client of the group.
   *
   * @param partitions how many of the installation's topics it works on
   */
  public record Member(String client, String host, int partitions) {}

  /**
   * One partition.
   *
   * @param done the next offset that the group reads
   * @param end the offset of the next record that is written
   * @param behind how many offsets are in between
   * @param client who works on it; empty where nobody does
   */
  public record PartitionFacts(
      String topic, int partition, long done, long end, long behind, String client) {}

  /**
   * Asks the brokers; groups that may not be seen are left out.
   *
   * @param topics the installation's
   * @throws KafkaException when they do not answer, or refuse
   */
  static List<GroupFacts> read(Admin admin, Collection<String> topics) {
    Set<String> own = new HashSet<>(topics);
    List<GroupFacts> found = new ArrayList<>();
    List<String> names =
        await(admin.listGroups(ListGroupsOptions.forConsumerGroups()).all(), "groups").stream()
            .map(GroupListing::groupId)
            .sorted()
            .limit(MOST_GROUPS)
            .toList();
    for (String name : names) {
      try {
        GroupFacts facts = read(admin, name, own);
        if (!facts.lag().isEmpty()) {
          found.add(facts);
        }
      } catch (ExecutionException e) {
        // It may have ended meanwhile, or be another's.
        if (!(e.getCause() instanceof AuthorizationException
            || e.getCause() instanceof GroupIdNotFoundException)) {
          throw new KafkaException("the brokers do not describe group " + name, e.getCause());
        }
      } catch (InterruptedException e) {
        throw new InterruptException(e);
      }
    }
    return found;
  }

  private static GroupFacts read(Admin admin, String name, Set<String> own)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> committed =
        admin.listConsumerGroupOffsets(name).partitionsToOffsetAndMetadata(name).get();
    ConsumerGroupDescription group =
        admin.describeConsumerGroups(List.of(name)).describedGroups().get(name).get();
    Map<TopicPartition, String> clients = new TreeMap<>(BY_NAME);
    List<Member> members = new ArrayList<>();
    for (MemberDescription member : group.members()) {
      List<TopicPartition> assigned =
          member.assignment().topicPartitions().stream()
              .filter(partition -> own.contains(partition.topic()))
              .toList();
      assigned.forEach(partition -> clients.put(partition, member.clientId()));
      members.add(new Member(member.clientId(), member.host(), assigned.size()));
    }
    committed.forEach(
        (partition, offset) -> {
          if (offset != null && own.contains(partition.topic())) {
            clients.putIfAbsent(partition, "");
          }
        });
    Map<TopicPartition, Long> ends = offsets(admin, clients.keySet(), OffsetSpec.latest());
    Map<TopicPartition, Long> starts = offsets(admin, clients.keySet(), OffsetSpec.earliest());
    List<PartitionFacts> lag = new ArrayList<>();
    clients.forEach(
        (partition, client) -> {
          OffsetAndMetadata next = committed.get(partition);
          long start = starts.get(partition);
          long done = next == null ? start : Math.max(start, next.offset());
          long end = ends.get(partition);
          lag.add(
              new PartitionFacts(
                  partition.topic(),
                  partition.partition(),
                  done,
                  end,
                  Math.max(0, end - done),
                  client));
        });
    members.sort(Comparator.comparing(Member::client));
    return new GroupFacts(name, group.groupState().toString(), members, lag);
  }

  private static final Comparator<TopicPartition> BY_NAME =
      Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition);

  private static Map<TopicPartition, Long> offsets(
      Admin admin, Set<TopicPartition> partitions, OffsetSpec which)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, ListOffsetsResultInfo> found =
        admin
            .listOffsets(
                partitions.stream().collect(Collectors.toMap(p -> p, p -> which)),
                new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
            .all()
            .get();
    return found.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
  }
}
