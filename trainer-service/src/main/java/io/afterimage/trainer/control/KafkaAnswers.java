package io.afterimage.trainer.control;

import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.kafka.transaction.MembershipChangedException;
import io.afterimage.kafka.transaction.Offsets;
import io.afterimage.kafka.transaction.TransactionalWriter;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.Reply;
import io.afterimage.schemas.events.TrainingRun;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Replies as transactions. What the group does not take because its members are changing is kept
 * and tried again by {@link #retry}, in order. For the thread that polls.
 */
final class KafkaAnswers implements Answers {

  private final TransactionalWriter writer;
  private final ReplyTopic replies;
  private final RunTopic runs;
  private final TopicPartition control;
  private final Supplier<ConsumerGroupMetadata> group;
  private final Deque<Conclusion> kept = new ArrayDeque<>();

  private record Conclusion(Optional<Reply> reply, Optional<TrainingRun> run, long next) {

    Conclusion with(Optional<TrainingRun> other) {
      return new Conclusion(reply, other, next);
    }
  }

  KafkaAnswers(
      TransactionalWriter writer,
      ReplyTopic replies,
      RunTopic runs,
      TopicPartition control,
      Supplier<ConsumerGroupMetadata> group) {
    this.writer = writer;
    this.replies = replies;
    this.runs = runs;
    this.control = control;
    this.group = group;
  }

  @Override
  public void say(Reply reply) {
    writer.write(replies.record(reply));
  }

  @Override
  public void request(Command command) {
    byte[] key = command.commandId().getBytes(StandardCharsets.UTF_8);
    writer.write(
        new ProducerRecord<>(control.topic(), control.partition(), key, EventJson.write(command)));
  }

  @Override
  public void conclude(Optional<Reply> reply, long next) {
    kept.add(new Conclusion(reply, Optional.empty(), next));
    retry();
  }

  @Override
  public void conclude(Reply end, TrainingRun run, long next) {
    kept.add(new Conclusion(Optional.of(end), Optional.of(run), next));
    retry();
  }

  /** Tries again what was kept. */
  void retry() {
    while (!kept.isEmpty()) {
      Conclusion first = kept.remove();
      try {
        writer.write(records(first), Optional.of(Offsets.of(control, first.next(), group.get())));
      } catch (MembershipChangedException e) {
        kept.addFirst(first);
        return;
      } catch (StoreUnavailableException e) {
        TrainingRun refused = first.run().filter(run -> runs.isRefusal(e)).orElseThrow(() -> e);
        kept.addFirst(first.with(runs.afterRefusal(refused, e)));
      }
    }
  }

  private List<ProducerRecord<byte[], byte[]>> records(Conclusion conclusion) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    conclusion.reply().map(replies::record).ifPresent(records::add);
    conclusion.run().flatMap(runs::record).ifPresent(records::add);
    return records;
  }
}
