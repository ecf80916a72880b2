package io.afterimage.benchmarks.adapt;

import io.afterimage.client.KafkaTarget;
import io.afterimage.kafka.records.TopicReader;
import io.afterimage.kafka.records.TopicReader.From;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.Prediction;
import io.afterimage.schemas.events.Reply;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.service.BackgroundThread;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Enters what is committed into the trace, and shows predictions to those who label, on the thread
 * {@code adapt-answers}, which {@link #close} ends.
 */
final class Onlooker implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Trace trace;
  private final People people;
  private final TopicNames topics;
  private final TopicReader tail;
  private final InstantSource clock;
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final BackgroundThread thread =
      new BackgroundThread("adapt-answers", LIMIT, this::run, failure::set);

  /** Sees everything that is committed after this returns. */
  Onlooker(KafkaTarget target, Trace trace, People people, InstantSource clock) {
    this.trace = trace;
    this.people = people;
    this.clock = clock;
    this.topics = target.topics();
    this.tail =
        target.reader(
            List.of(topics.predictions(), topics.control(), topics.controlReplies()), From.LATEST);
    thread.start();
  }

  private void run() {
    try (tail) {
      while (!thread.isStopping()) {
        Iterable<ConsumerRecord<byte[], byte[]>> records = tail.poll(POLL);
        Instant seen = clock.instant();
        records.forEach(record -> enter(record, seen));
      }
    }
  }

  private void enter(ConsumerRecord<byte[], byte[]> record, Instant seen) {
    if (record.topic().equals(topics.predictions())) {
      Prediction prediction = EventJson.read(record.value(), Prediction.class);
      trace.predicted(prediction, seen);
      people.predicted(prediction.imageId());
    } else if (record.topic().equals(topics.control())) {
      trace.asked(EventJson.read(record.value(), Command.class));
    } else {
      trace.told(EventJson.read(record.value(), Reply.class));
    }
  }

  /**
   * Fails when reading failed.
   *
   * @throws IllegalStateException with the cause
   */
  void check() {
    if (failure.get() != null) {
      throw new IllegalStateException("answers cannot be read", failure.get());
    }
  }

  @Override
  public void close() {
    thread.close();
  }
}
