package io.afterimage.trainer.control;

import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.MalformedEventException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A record of the control topic. */
sealed interface Received {

  /** Each reply carries the id twice, and has to fit into a record. */
  int LONGEST_ID = 250;

  /** Where it lies. */
  long offset();

  /** A command. */
  record Understood(Command command, long offset) implements Received {}

  /**
   * No command.
   *
   * @param id what to answer to: the record's key, or its {@code topic-partition-offset}
   * @param why what is wrong with it
   */
  record Broken(String id, String why, long offset) implements Received {}

  /** Reads a record, whatever is in it. A field that no command has makes it broken. */
  static Received read(ConsumerRecord<byte[], byte[]> record) {
    try {
      if (record.value() == null) {
        throw new MalformedEventException("not a Command: no value", null);
      }
      Command command = EventJson.readExactly(record.value(), Command.class);
      if (command.commandId().isBlank()) {
        throw new MalformedEventException("not a Command: commandId is blank", null);
      }
      if (command.commandId().length() > LONGEST_ID) {
        throw new MalformedEventException(
            "not a Command: commandId has %d characters, at most %d are allowed"
                .formatted(command.commandId().length(), LONGEST_ID),
            null);
      }
      return new Understood(command, record.offset());
    } catch (MalformedEventException e) {
      boolean named =
          record.key() != null && record.key().length > 0 && record.key().length <= LONGEST_ID;
      String id =
          named
              ? new String(record.key(), StandardCharsets.UTF_8)
              : "%s-%d-%d".formatted(record.topic(), record.partition(), record.offset());
      return new Broken(id, e.getMessage(), record.offset());
    }
  }
}
