package io.afterimage.benchmarks.rig;

import io.afterimage.kafka.records.TopicReader;
import io.afterimage.kafka.records.TopicReader.From;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads the committed records of a topic, from its start to where it ends again and again. */
public final class TopicScan implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final TopicReader reader;

  /** Stands at the start of the topic. */
  public TopicScan(Installation installation, String topic) {
    reader = TopicReader.of(installation.clients(), "scan", List.of(topic), From.EARLIEST, LIMIT);
  }

  /** The record's key as text. */
  static String key(ConsumerRecord<byte[], byte[]> record) {
    return new String(record.key(), StandardCharsets.UTF_8);
  }

  /** Hands over what is there now and was not handed over before, each partition in its order. */
  public void readOn(Consumer<ConsumerRecord<byte[], byte[]>> receiver) {
    reader.readToEnd(LIMIT, () -> false, receiver);
  }

  @Override
  public void close() {
    reader.close();
  }
}
