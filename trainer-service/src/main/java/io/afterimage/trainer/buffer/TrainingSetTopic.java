package io.afterimage.trainer.buffer;

import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.records.TopicReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The compacted topic that a buffer is rebuilt from; a trainer needs nothing from its disk.
 *
 * @param topic its full name; it has one partition
 */
public record TrainingSetTopic(KafkaClients clients, String topic) {

  private static final Logger log = LoggerFactory.getLogger(TrainingSetTopic.class);

  /**
   * Fills the buffer with what is committed in the topic, in its order. A record that is no example
   * is logged with its place and left out.
   *
   * @param cancelled asked before each poll
   * @return the ids of what the buffer's limits, which may be narrower than they were, do not let
   *     in: still to be evicted from the topic
   * @throws io.afterimage.kafka.clients.StoreUnavailableException when the topic cannot be read to
   *     its end within the limit
   */
  public List<String> fill(ReplayBuffer buffer, Duration limit, BooleanSupplier cancelled) {
    buffer.clear();
    Set<String> evicted = new LinkedHashSet<>();
    TopicReader.readLog(
        clients, "training-set", topic, limit, cancelled, record -> take(record, buffer, evicted));
    return new ArrayList<>(evicted);
  }

  private static void take(
      ConsumerRecord<byte[], byte[]> record, ReplayBuffer buffer, Set<String> evicted) {
    try {
      String id = ExampleRecords.id(record);
      evicted.remove(id);
      if (record.value() == null) {
        buffer.remove(id);
      } else {
        evicted.addAll(buffer.put(ExampleRecords.read(record)));
      }
    } catch (MalformedExampleException e) {
      log.atWarn().addKeyValue("fault", e.getMessage()).log("skipped an unreadable example");
    }
  }
}
