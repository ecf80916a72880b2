package io.afterimage.trainer.notifications;

import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.kafka.records.TopicReader;
import io.afterimage.registry.ModelReports;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.MalformedEventException;
import io.afterimage.schemas.events.ModelEvent;
import io.afterimage.schemas.events.Notification;
import io.afterimage.schemas.events.Reply;
import io.afterimage.schemas.topics.TopicNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the topics of model events, replies and reports from their starts, and hands over what is
 * behind the offsets of a group of its own: what was told before a restart is only taken note of. A
 * group without offsets begins with what comes from now on. For one thread.
 */
final class TopicFeed implements Feed {

  private static final Logger log = LoggerFactory.getLogger(TopicFeed.class);
  private static final int MOST_AT_ONCE = 100;

  /** Brokers forget the offsets of a group after seven days in which it committed none. */
  private static final long COMMIT_AGAIN_NANOS = Duration.ofHours(1).toNanos();

  private final Duration limit;
  private final Occurrences occurrences;
  private final TopicNames topics;
  private final List<TopicPartition> partitions = new ArrayList<>();
  private final Map<TopicPartition, Long> told = new HashMap<>();
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final TopicReader commands;
  private long committed;

  /**
   * Looks up the group's offsets.
   *
   * @param limit how long the brokers may let one answer wait
   * @throws StoreUnavailableException when they do not answer, or refuse
   */
  TopicFeed(KafkaClients clients, TopicNames topics, String group, Duration limit) {
    this.limit = limit;
    this.topics = topics;
    this.occurrences = new Occurrences(topics.prefix());
    for (String topic : List.of(topics.modelEvents(), topics.controlReplies())) {
      partitions.add(new TopicPartition(topic, 0));
    }
    if (new ModelReports(clients, topics.modelReports(), limit).exist()) {
      partitions.add(new TopicPartition(topics.modelReports(), 0));
    }
    commands = TopicReader.ofLog(clients, "notifications", topics.control(), limit);
    consumer =
        answer(
            () ->
                clients.member(
                    group, Map.of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MOST_AT_ONCE)));
    try {
      answer(this::begin);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private boolean begin() {
    consumer.assign(partitions);
    told.putAll(consumer.endOffsets(partitions, limit));
    consumer
        .committed(new HashSet<>(partitions), limit)
        .forEach(
            (partition, known) -> {
              if (known != null) {
                told.put(partition, known.offset());
              }
            });
    commit();
    consumer.seekToBeginning(partitions);
    return true;
  }

  @Override
  public List<Entry> poll(Duration wait) {
    ConsumerRecords<byte[], byte[]> records = answer(() -> consumer.poll(wait));
    if (!records.isEmpty()) {
      // A command is always there before its replies: what was given up to now is enough.
      commands.readToEnd(limit, () -> false, this::command);
    }
    if (System.nanoTime() - committed > COMMIT_AGAIN_NANOS) {
      answer(this::commit);
    }
    List<Entry> entries = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      TopicPartition partition = new TopicPartition(record.topic(), record.partition());
      List<Notification> notifications = notifications(record);
      if (record.offset() >= told.get(partition)) {
        entries.add(new Entry(partitions.indexOf(partition), record.offset() + 1, notifications));
      }
    }
    return entries;
  }

  private void command(ConsumerRecord<byte[], byte[]> record) {
    try {
      if (record.value() != null) {
        occurrences.given(EventJson.read(record.value(), Command.class));
      }
    } catch (MalformedEventException e) {
      skipped(record, e);
    }
  }

  private List<Notification> notifications(ConsumerRecord<byte[], byte[]> record) {
    try {
      if (record.value() == null) {
        return List.of();
      }
      if (record.topic().equals(topics.controlReplies())) {
        return occurrences.of(EventJson.read(record.value(), Reply.class));
      }
      ModelEvent event = EventJson.read(record.value(), ModelEvent.class);
      return record.topic().equals(topics.modelEvents())
          ? occurrences.of(event)
          : occurrences.ofReport(event);
    } catch (MalformedEventException e) {
      skipped(record, e);
      return List.of();
    }
  }

  /** Those whom it concerns warn of it. */
  private static void skipped(ConsumerRecord<byte[], byte[]> record, MalformedEventException e) {
    log.atDebug()
        .addKeyValue(
            "at", "%s-%d-%d".formatted(record.topic(), record.partition(), record.offset()))
        .addKeyValue("fault", e.getMessage())
        .log("nobody is notified of a record that cannot be read");
  }

  @Override
  public void told(Entry entry) {
    told.put(partitions.get(entry.partition()), entry.next());
    answer(this::commit);
  }

  private boolean commit() {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    told.forEach((partition, next) -> offsets.put(partition, new OffsetAndMetadata(next)));
    consumer.commitSync(offsets, limit);
    committed = System.nanoTime();
    return true;
  }

  private static <T> T answer(Supplier<T> question) {
    try {
      return question.get();
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      throw new StoreUnavailableException(
          "cannot follow what happens in the pipeline: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    commands.close();
    consumer.close();
  }
}
