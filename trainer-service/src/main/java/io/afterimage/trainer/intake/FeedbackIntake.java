package io.afterimage.trainer.intake;

import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.images.ImageFetcher;
import io.afterimage.kafka.transaction.Offsets;
import io.afterimage.kafka.transaction.TransactionalWriter;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.LabelledExample;
import io.afterimage.schemas.events.MalformedEventException;
import io.afterimage.schemas.events.RetractedExample;
import io.afterimage.service.BackgroundThread;
import io.afterimage.trainer.buffer.Example;
import io.afterimage.trainer.buffer.ExampleRecords;
import io.afterimage.trainer.buffer.ReplayBuffer;
import io.afterimage.trainer.buffer.TrainingImages;
import io.afterimage.trainer.buffer.TrainingSetChange;
import io.afterimage.trainer.buffer.TrainingSetChanges;
import io.afterimage.trainer.buffer.TrainingSetTopic;
import io.afterimage.trainer.intake.IntakeMetrics.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the feedback on its own thread, from its creation until it is closed or fails. First it
 * claims its transactional id, which ends an earlier intake's right to write, then fills the
 * buffer, then continues where the last transaction left off: examples and offsets are committed
 * together, so that each is taken once. It takes every partition without joining a group, because
 * only the one active trainer runs an intake.
 */
public final class FeedbackIntake implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(FeedbackIntake.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final int EXAMPLES_PER_TRANSACTION = 100;

  private final Settings settings;
  private final ReplayBuffer buffer;
  private final TrainingImages scaling;
  private final IntakeMetrics metrics;
  private final Listener listener;
  private final InstantSource clock;
  private final CompletableFuture<Void> filled = new CompletableFuture<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final BackgroundThread thread;

  /** Listener for what the intake does, called on its thread. */
  public interface Listener {

    /** The buffer holds what the training set says. */
    default void filled() {}

    /**
     * A labelled example was taken, and is committed. What is only an opinion is taken in silence.
     *
     * @param changed whether the training set has it now as it had not before: a new image, or
     *     another label or image for the same id
     */
    default void taken(LabelledExample example, boolean changed) {}

    /** Why this label was asked for, where it was; asked before it is taken. */
    default Optional<String> askedFor(LabelledExample example) {
      return Optional.empty();
    }

    /** The label of that image was taken back, or somebody removed its example. */
    default void retracted(String imageId) {}
  }

  /**
   * Where feedback comes from and goes to.
   *
   * @param feedback the topic of labelled examples
   * @param trainingSet the topic of training examples
   * @param group under which the progress is noted
   * @param transactionalId the same for all trainers of an installation
   * @param grouping which images belong together
   * @param limit how long the brokers may let one answer wait
   */
  public record Settings(
      KafkaClients clients,
      String feedback,
      String trainingSet,
      String group,
      String transactionalId,
      Grouping grouping,
      Duration limit) {}

  private FeedbackIntake(
      Settings settings,
      ReplayBuffer buffer,
      TrainingImages scaling,
      IntakeMetrics metrics,
      Listener listener,
      InstantSource clock) {
    this.settings = settings;
    this.buffer = buffer;
    this.scaling = scaling;
    this.metrics = metrics;
    this.listener = listener;
    this.clock = clock;
    this.thread = new BackgroundThread("trainer-intake", settings.limit(), this::run, this::failed);
  }

  /**
   * Starts.
   *
   * @param buffer emptied and filled by this intake, the only one to change it
   * @param listener notified of what the intake does
   * @param clock tells which labels are dated in the future
   */
  public static FeedbackIntake start(
      Settings settings,
      ReplayBuffer buffer,
      TrainingImages scaling,
      IntakeMetrics metrics,
      Listener listener,
      InstantSource clock) {
    FeedbackIntake intake = new FeedbackIntake(settings, buffer, scaling, metrics, listener, clock);
    intake.thread.start();
    return intake;
  }

  /** Completes when the buffer holds what the training set says. */
  public CompletableFuture<Void> filled() {
    return filled;
  }

  /** Completes when the intake was closed, exceptionally when it failed. */
  public CompletableFuture<Void> ended() {
    return ended;
  }

  @Override
  public void close() {
    thread.close();
    filled.cancel(false);
    ended.complete(null);
  }

  private void run() {
    try (TransactionalWriter writer =
            new TransactionalWriter(
                settings.clients(), settings.transactionalId(), settings.limit());
        KafkaConsumer<byte[], byte[]> consumer = consumer();
        TrainingSetChanges others = new TrainingSetChanges(trainingSet(), settings.limit());
        ImageFetcher fetcher = new ImageFetcher(settings.clients(), settings.limit())) {
      fill(writer);
      ExampleIntake intake =
          new ExampleIntake(
              buffer, fetcher, scaling, settings.grouping(), metrics, listener::askedFor, clock);
      takeUp(consumer);
      while (!thread.isStopping()) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        if (!records.isEmpty()) {
          take(records, intake, writer, consumer.groupMetadata());
        }
        takeOthers(others, intake, writer);
      }
    }
  }

  private void failed(Throwable fault) {
    filled.completeExceptionally(fault);
    ended.completeExceptionally(fault);
  }

  private void fill(TransactionalWriter writer) {
    evict(
        trainingSet().fill(buffer, settings.limit().multipliedBy(10), thread::isStopping), writer);
    log.atInfo()
        .addKeyValue("images", buffer.size())
        .addKeyValue("bytes", buffer.bytes())
        .log("replay buffer filled");
    metrics.changed();
    listener.filled();
    filled.complete(null);
  }

  private void takeOthers(
      TrainingSetChanges others, ExampleIntake intake, TransactionalWriter writer) {
    for (List<TrainingSetChange> some = others.poll();
        !some.isEmpty() && !thread.isStopping();
        some = others.poll()) {
      evict(intake.takeChanges(some), writer);
      metrics.changed();
      for (TrainingSetChange change : some) {
        if (change instanceof TrainingSetChange.Removed removed) {
          listener.retracted(removed.id());
        }
      }
    }
  }

  private TrainingSetTopic trainingSet() {
    return new TrainingSetTopic(settings.clients(), settings.trainingSet());
  }

  private void evict(Collection<String> ids, TransactionalWriter writer) {
    if (!ids.isEmpty()) {
      writer.write(
          ids.stream().map(id -> ExampleRecords.evict(settings.trainingSet(), id)).toList(),
          Optional.empty());
    }
  }

  private void takeUp(KafkaConsumer<byte[], byte[]> consumer) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(settings.feedback(), settings.limit()).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    Map<TopicPartition, OffsetAndMetadata> committed =
        consumer.committed(Set.copyOf(partitions), settings.limit());
    for (TopicPartition partition : partitions) {
      OffsetAndMetadata next = committed.get(partition);
      if (next == null) {
        consumer.seekToBeginning(List.of(partition));
      } else {
        consumer.seek(partition, next);
      }
    }
  }

  private void take(
      ConsumerRecords<byte[], byte[]> records,
      ExampleIntake intake,
      TransactionalWriter writer,
      ConsumerGroupMetadata group) {
    List<Feedback> feedback = new ArrayList<>();
    Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      read(record).ifPresent(feedback::add);
      next.put(
          new TopicPartition(record.topic(), record.partition()),
          new OffsetAndMetadata(record.offset() + 1));
    }
    Map<String, Optional<Example>> before = new HashMap<>();
    feedback.forEach(one -> before.put(one.imageId(), buffer.find(one.imageId())));
    List<ProducerRecord<byte[], byte[]>> changes = new ArrayList<>();
    for (Map.Entry<String, Optional<Example>> change : intake.take(feedback).entrySet()) {
      changes.add(
          change
              .getValue()
              .map(example -> ExampleRecords.put(settings.trainingSet(), example))
              .orElseGet(() -> ExampleRecords.evict(settings.trainingSet(), change.getKey())));
    }
    writer.write(changes, Optional.of(new Offsets(next, group)));
    metrics.changed();
    feedback.forEach(one -> tell(one, before.get(one.imageId())));
  }

  private void tell(Feedback feedback, Optional<Example> before) {
    if (feedback instanceof Feedback.Labelled labelled) {
      if (labelled.example().saysOnlyAnOpinion()) {
        return;
      }
      boolean changed =
          buffer
              .find(feedback.imageId())
              .filter(now -> before.filter(now::teachesTheSameAs).isEmpty())
              .isPresent();
      listener.taken(labelled.example(), changed);
    } else if (feedback instanceof Feedback.Retracted retracted) {
      listener.retracted(retracted.imageId());
    }
  }

  private Optional<Feedback> read(ConsumerRecord<byte[], byte[]> record) {
    try {
      if (record.value() == null && record.key() == null) {
        throw new MalformedEventException("not a LabelledExample: neither key nor value", null);
      }
      if (record.value() == null) {
        String id = new String(record.key(), StandardCharsets.UTF_8);
        return Optional.of(new Feedback.Retracted(RetractedExample.read(id, record.headers())));
      }
      return Optional.of(
          new Feedback.Labelled(EventJson.read(record.value(), LabelledExample.class)));
    } catch (MalformedEventException e) {
      metrics.count(Outcome.MALFORMED);
      log.atWarn()
          .addKeyValue(
              "at", "%s-%d-%d".formatted(record.topic(), record.partition(), record.offset()))
          .addKeyValue("fault", e.getMessage())
          .log("skipped a record that is not a labelled example");
      return Optional.empty();
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    return settings
        .clients()
        .member(
            settings.group(),
            Map.of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, EXAMPLES_PER_TRANSACTION));
  }
}
