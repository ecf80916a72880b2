package io.afterimage.benchmarks.rig;

import io.afterimage.testkit.WholeTopic;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Reads the committed records of a topic, from its start to where it ends again and again. */
public final class TopicScan implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConsumer<String, byte[]> consumer;

  /** Stands at the start of the topic. */
  public TopicScan(Installation installation, String topic) {
    consumer = WholeTopic.consumer(installation.clients(), topic);
  }

  /** Hands over what is there now and was not handed over before, each partition in its order. */
  public void readOn(Consumer<ConsumerRecord<String, byte[]>> receiver) {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    while (ends.entrySet().stream().anyMatch(end -> isBefore(end.getKey(), end.getValue()))) {
      consumer.poll(POLL).forEach(receiver);
    }
  }

  private boolean isBefore(TopicPartition partition, long end) {
    return consumer.position(partition) < end;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
