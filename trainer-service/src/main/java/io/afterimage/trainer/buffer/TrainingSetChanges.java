package io.afterimage.trainer.buffer;

import io.afterimage.kafka.records.TopicReader;
import io.afterimage.kafka.records.TopicReader.From;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes by others to the training set while a trainer works; the trainer has no other source for
 * them. The trainer's own writes are left out, except for an id that others have changed: the log's
 * order decides between the two, so from then on every record of that id is reported. For one
 * thread.
 */
public final class TrainingSetChanges implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(TrainingSetChanges.class);

  private static final Duration MOMENT = Duration.ofMillis(50);

  /** Some hundred images at once, where the client's own default takes some ten. */
  private static final int FETCH_BYTES = 16 * 1024 * 1024;

  private final TopicReader reader;
  private final Set<String> shared = new HashSet<>();

  /**
   * Sees what is changed from now on.
   *
   * @param limit time limit for the broker's answer
   */
  public TrainingSetChanges(TrainingSetTopic topic, Duration limit) {
    reader =
        TopicReader.of(
            topic.clients().with(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES),
            "training-set-changes",
            List.of(topic.topic()),
            From.LATEST,
            limit);
  }

  /** Some that were not told yet, after waiting a moment for them; empty when there are none. */
  public List<TrainingSetChange> poll() {
    List<TrainingSetChange> changes = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : reader.poll(MOMENT)) {
      try {
        read(record).ifPresent(changes::add);
      } catch (MalformedExampleException e) {
        log.atWarn().addKeyValue("fault", e.getMessage()).log("skipped an unreadable example");
      }
    }
    return changes;
  }

  private Optional<TrainingSetChange> read(ConsumerRecord<byte[], byte[]> record) {
    String id = ExampleRecords.id(record);
    boolean byOthers = ExampleRecords.isByOthers(record);
    if (byOthers) {
      shared.add(id);
    } else if (!shared.contains(id)) {
      return Optional.empty();
    }
    if (record.value() == null) {
      return Optional.of(new TrainingSetChange.Removed(id));
    }
    boolean replaces = !byOthers || ExampleRecords.isReplacing(record);
    return Optional.of(new TrainingSetChange.Put(ExampleRecords.read(record), replaces));
  }

  @Override
  public void close() {
    reader.close();
  }
}
