package io.afterimage.broker;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import kafka.server.BrokerServer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.image.MetadataImage;
import org.apache.kafka.image.TopicImage;
import org.apache.kafka.metadata.BrokerRegistration;
import org.apache.kafka.metadata.PartitionRegistration;

/**
 * Whether a broker that has started leads its partitions yet. Kafka takes clients a moment before:
 * the controller gives the partitions back to a restarted broker, which then opens them one by one.
 * A producer that starts in between may lose: the first batch for a partition is refused, the next
 * one is taken, and from then on the first is out of order whenever it is sent again, until its
 * delivery timeout (KAFKA-15591, which Kafka 4.5 mends for empty partitions alone).
 */
final class Leadership {

  private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

  private final BrokerServer broker;

  Leadership(BrokerServer broker) {
    this.broker = broker;
  }

  /** Waits until the broker leads all its partitions; whether it does within the limit. */
  boolean await(Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!isComplete(broker.metadataCache().currentImage())) {
      if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
    }
    return true;
  }

  private boolean isComplete(MetadataImage metadata) {
    BrokerRegistration registration = metadata.cluster().broker(BrokerSettings.NODE_ID);
    return registration != null
        && !registration.fenced()
        && metadata.topics().topicsById().values().stream().allMatch(this::leads);
  }

  private boolean leads(TopicImage topic) {
    return topic.partitions().entrySet().stream()
        .allMatch(
            partition ->
                leads(new TopicPartition(topic.name(), partition.getKey()), partition.getValue()));
  }

  private boolean leads(TopicPartition partition, PartitionRegistration registration) {
    var local = broker.replicaManager().onlinePartition(partition);
    return local.isDefined()
        && local.get().isLeader()
        && local.get().getLeaderEpoch() == registration.leaderEpoch;
  }
}
