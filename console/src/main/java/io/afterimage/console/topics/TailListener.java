package io.afterimage.console.topics;

import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.MalformedEventException;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Is handed what a {@link TopicTail} reads, on the tail's thread. */
@FunctionalInterface
public interface TailListener {

  /**
   * The longest key, in bytes, of a record that views remember. Most of them remember thousands of
   * images by their ids, which are their records' keys: what anybody may write there must fit into
   * a small heap all the same.
   */
  int LONGEST_ID = 512;

  /**
   * The next record of its partition, each once for as long as the tail lives. What this throws is
   * logged, and the record passed over.
   */
  void take(ConsumerRecord<byte[], byte[]> record);

  /** The longest key that it takes, in bytes; records with longer ones are passed over. */
  default int longestKey() {
    return LONGEST_ID;
  }

  /** Everything that was there when the tail began to read has been taken; told once. */
  default void caughtUp() {}

  /**
   * Takes the events of a type. Records without a value are passed over, and those that are no such
   * event are logged and passed over.
   */
  static <T> TailListener of(Class<T> type, BiConsumer<ConsumerRecord<byte[], byte[]>, T> events) {
    Logger log = LoggerFactory.getLogger(TailListener.class);
    return record -> {
      if (record.value() == null) {
        return;
      }
      T event;
      try {
        event = EventJson.read(record.value(), type);
      } catch (MalformedEventException e) {
        log.atDebug()
            .addKeyValue(
                "at", "%s-%d-%d".formatted(record.topic(), record.partition(), record.offset()))
            .addKeyValue("fault", e.getMessage())
            .log("skipped a record that the console cannot show");
        return;
      }
      events.accept(record, event);
    };
  }
}
