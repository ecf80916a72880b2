package io.afterimage.client.control;

import io.afterimage.client.CommandFailure;
import io.afterimage.client.KafkaTarget;
import io.afterimage.client.topics.RecordSender;
import io.afterimage.kafka.records.TopicReader;
import io.afterimage.kafka.records.TopicReader.From;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.MalformedEventException;
import io.afterimage.schemas.events.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** One command's line to the trainer: it is sent, and its replies come back. For one thread. */
public final class ControlChannel implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration EARLIER = Duration.ofMinutes(10);

  private final KafkaTarget target;
  private final String commandId;
  private final TopicReader replies;

  /**
   * A reply.
   *
   * @param reply what it says
   * @param json the record's value in Kafka
   */
  public record Told(Reply reply, String json) {

    /** Whether nothing follows it. */
    public boolean isLast() {
      return !(reply instanceof Reply.Accepted || reply instanceof Reply.Progress);
    }
  }

  private ControlChannel(KafkaTarget target, String commandId, From from) {
    this.target = target;
    this.commandId = commandId;
    this.replies = target.reader(List.of(target.topics().controlReplies()), from);
  }

  /** A channel for a new id. */
  public static ControlChannel ofNew(KafkaTarget target, String commandId) {
    return new ControlChannel(target, commandId, From.LATEST);
  }

  /** A channel for an id that may have been used; {@link #earlier} tells what was replied. */
  public static ControlChannel ofAny(KafkaTarget target, String commandId) {
    return new ControlChannel(target, commandId, From.EARLIEST);
  }

  /** What was replied until now. */
  public List<Told> earlier() {
    List<Told> told = new ArrayList<>();
    replies.readToEnd(EARLIER, () -> false, record -> take(record, told));
    return told;
  }

  /**
   * Sends the command; returns when Kafka has it.
   *
   * @throws CommandFailure when it cannot be sent
   */
  public void send(Command command) {
    send(target, command);
  }

  /**
   * Sends a command whose replies somebody else follows; returns when Kafka has it. Thread-safe.
   *
   * @throws CommandFailure when it cannot be sent
   */
  public static void send(KafkaTarget target, Command command) {
    List<Exception> faults = new ArrayList<>();
    try (RecordSender sender =
        RecordSender.connect(target, Map.of(), (id, fault) -> faults.add(fault))) {
      sender.send(target.topics().control(), command.commandId(), command);
      sender.flush();
    }
    if (!faults.isEmpty()) {
      throw new CommandFailure(
          "the command could not be sent to %s: %s"
              .formatted(target.topics().control(), faults.get(0).getMessage()),
          faults.get(0));
    }
  }

  /** The replies that have come, after waiting a moment for some. */
  public List<Told> next() {
    List<Told> told = new ArrayList<>();
    replies.poll(POLL).forEach(record -> take(record, told));
    return told;
  }

  private void take(ConsumerRecord<byte[], byte[]> record, List<Told> told) {
    if (record.key() != null
        && record.value() != null
        && commandId.equals(new String(record.key(), StandardCharsets.UTF_8))) {
      told.add(read(record));
    }
  }

  @Override
  public void close() {
    replies.close();
  }

  private static Told read(ConsumerRecord<byte[], byte[]> record) {
    try {
      return new Told(
          EventJson.read(record.value(), Reply.class),
          new String(record.value(), StandardCharsets.UTF_8));
    } catch (MalformedEventException e) {
      throw new CommandFailure(
          "%s-%d-%d is not a reply that this version understands: %s"
              .formatted(record.topic(), record.partition(), record.offset(), e.getMessage()),
          e);
    }
  }
}
