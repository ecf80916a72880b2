package io.afterimage.cli.demo;

import io.afterimage.cli.demo.Ledger.DeadLetter;
import io.afterimage.client.KafkaTarget;
import io.afterimage.kafka.records.TopicReader;
import io.afterimage.kafka.records.TopicReader.From;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.DeadLetterHeaders;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.Prediction;
import io.afterimage.schemas.events.Reply;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.service.BackgroundThread;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Reads what is committed, on the thread {@code demo-answers}, which {@link #close} ends:
 * predictions and dead letters for the ledger, predictions for those who label, and what is said
 * about runs.
 */
final class AnswerReader implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Ledger ledger;
  private final Labeller labeller;
  private final List<RunLog> runs;
  private final TopicNames topics;
  private final TopicReader tail;
  private final Clock clock = Clock.systemUTC();
  private final CompletableFuture<Void> failed = new CompletableFuture<>();
  private final BackgroundThread thread =
      new BackgroundThread("demo-answers", LIMIT, this::run, failed::completeExceptionally);

  private AnswerReader(KafkaTarget target, Ledger ledger, Labeller labeller, List<RunLog> runs) {
    this.ledger = ledger;
    this.labeller = labeller;
    this.runs = runs;
    this.topics = target.topics();
    this.tail =
        target.reader(
            List.of(
                topics.predictions(),
                topics.deadLetters(),
                topics.control(),
                topics.controlReplies()),
            From.LATEST);
  }

  /** Sees every answer that is committed after this returns. */
  static AnswerReader start(
      KafkaTarget target, Ledger ledger, Labeller labeller, List<RunLog> runs) {
    AnswerReader reader = new AnswerReader(target, ledger, labeller, runs);
    reader.thread.start();
    return reader;
  }

  /** Completes exceptionally, and only so, when reading fails. */
  CompletableFuture<Void> failed() {
    return failed;
  }

  @Override
  public void close() {
    thread.close();
  }

  private void run() {
    try (tail) {
      while (!thread.isStopping()) {
        Iterable<ConsumerRecord<byte[], byte[]>> records = tail.poll(POLL);
        Instant seenAt = clock.instant();
        records.forEach(record -> enter(record, seenAt));
      }
    }
  }

  /** What somebody sends again is answered again: that says nothing of what was sent here. */
  private void enter(ConsumerRecord<byte[], byte[]> record, Instant seenAt) {
    if (record.headers().lastHeader(DeadLetterHeaders.SENT_AGAIN) != null) {
      return;
    }
    if (record.topic().equals(topics.predictions())) {
      Prediction prediction = EventJson.read(record.value(), Prediction.class);
      ledger.predicted(prediction, seenAt);
      labeller.predicted(prediction.imageId());
    } else if (record.topic().equals(topics.control())) {
      Command command = EventJson.read(record.value(), Command.class);
      runs.forEach(run -> run.asked(command));
    } else if (record.topic().equals(topics.controlReplies())) {
      Reply reply = EventJson.read(record.value(), Reply.class);
      runs.forEach(run -> run.told(reply));
    } else if (record.key() != null) {
      ledger.refused(
          new DeadLetter(
              new String(record.key(), StandardCharsets.UTF_8),
              header(record, DeadLetterHeaders.REASON),
              header(record, DeadLetterHeaders.DETAIL)));
    }
  }

  private static String header(ConsumerRecord<?, ?> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
  }
}
