package io.afterimage.trainer.control;

import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.topics.OptionalTopic;
import io.afterimage.kafka.transaction.PublisherFencedException;
import io.afterimage.kafka.transaction.TransactionalWriter;
import io.afterimage.service.BackgroundThread;
import io.afterimage.service.News;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Stands for election and acts when elected, on its own thread. The election is the consumer group
 * of the control topic, which has one partition: its owner acts. The assignment is sticky, so that
 * a replica that joins does not take over from one that works. A failed term is abandoned and
 * started again, since all its state is in Kafka; repeated failures are fatal.
 */
public final class ControlLoop implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ControlLoop.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration BACK_OFF = Duration.ofSeconds(1);
  private static final int SESSION_TIMEOUT_MILLIS = 10_000;
  private static final int MOST_FAILURES = 10;

  /** A failure this long after the last one is counted as the first. */
  private static final Duration CALM = Duration.ofMinutes(5);

  private final Settings settings;
  private final Term.Beginning beginning;
  private final BackgroundThread thread;
  private Optional<Seat> seat = Optional.empty();
  private boolean elected;
  private volatile boolean active;

  /**
   * Where commands come from and replies go to.
   *
   * @param control the topic of commands
   * @param replies the topic of replies
   * @param runs the topic of runs that have ended, which may be missing
   * @param group of all replicas
   * @param transactionalId the same for all replicas
   * @param limit how long the brokers may let one answer wait
   */
  public record Settings(
      KafkaClients clients,
      String control,
      String replies,
      String runs,
      String group,
      String transactionalId,
      Duration limit) {}

  /** A term with what it writes by. */
  private record Seat(Term term, KafkaAnswers answers, TransactionalWriter writer) {

    void leave() {
      term.close();
      writer.close();
    }
  }

  /**
   * Ready to start.
   *
   * @param onFatal told, on the loop's thread, when it ends by itself
   */
  public ControlLoop(Settings settings, Term.Beginning beginning, Consumer<Throwable> onFatal) {
    this.settings = settings;
    this.beginning = beginning;
    this.thread = new BackgroundThread("trainer-control", settings.limit(), this::run, onFatal);
  }

  /** Starts the thread. */
  public void start() {
    thread.start();
  }

  /** Whether this replica is the leader. Any thread. */
  public boolean isActive() {
    return active;
  }

  /** Leaves the group, so that another replica takes over at once, and ends the thread. */
  @Override
  public void close() {
    thread.close();
  }

  private void run() {
    int failures = 0;
    long begun = System.nanoTime();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      while (!thread.isStopping()) {
        try {
          consumer.subscribe(List.of(settings.control()), new Election());
          while (!thread.isStopping()) {
            turn(consumer);
          }
        } catch (RuntimeException e) {
          failures = System.nanoTime() - begun > CALM.toNanos() ? 1 : failures + 1;
          begun = System.nanoTime();
          if (thread.isStopping() || failures >= MOST_FAILURES) {
            throw e;
          }
          warn(e, failures);
          leave();
          consumer.unsubscribe();
          thread.pause(BACK_OFF);
        }
      }
    } finally {
      leave();
    }
  }

  /** A replica that took over is no mystery: it needs no trace. */
  private static void warn(RuntimeException e, int failures) {
    LoggingEventBuilder warning = log.atWarn().addKeyValue("failures", failures);
    Throwable cause = e instanceof CompletionException ? e.getCause() : e;
    (cause instanceof PublisherFencedException
            ? warning.addKeyValue("fault", cause.getMessage())
            : warning.setCause(e))
        .log("lost leadership, rejoining the election");
  }

  private void turn(KafkaConsumer<byte[], byte[]> consumer) {
    ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
    if (elected && seat.isEmpty()) {
      seat = Optional.of(take(consumer));
      active = true;
      News.line()
          .addKeyValue("group", settings.group())
          .addKeyValue("active", seat.get().term().desk().active())
          .log("elected leader");
    }
    if (seat.isPresent()) {
      Seat own = seat.get();
      own.answers().retry();
      for (ConsumerRecord<byte[], byte[]> record : records) {
        own.term().desk().receive(Received.read(record));
      }
      own.term().tick();
    }
  }

  private Seat take(KafkaConsumer<byte[], byte[]> consumer) {
    TransactionalWriter writer =
        new TransactionalWriter(settings.clients(), settings.transactionalId(), settings.limit());
    try {
      ReplyTopic replies = new ReplyTopic(settings.clients(), settings.replies());
      CommandLedger ledger = new CommandLedger();
      replies.readAll(settings.limit(), ledger::observe);
      RunTopic runs =
          new RunTopic(new OptionalTopic(settings.clients(), settings.runs(), settings.limit()));
      KafkaAnswers answers =
          new KafkaAnswers(
              writer,
              replies,
              runs,
              new TopicPartition(settings.control(), 0),
              consumer::groupMetadata);
      return new Seat(beginning.begin(ledger, answers), answers, writer);
    } catch (RuntimeException e) {
      writer.close();
      throw e;
    }
  }

  private void leave() {
    elected = false;
    active = false;
    seat.ifPresent(Seat::leave);
    seat = Optional.empty();
  }

  private void tell(String standing) {
    if (seat.isPresent() && !thread.isStopping()) {
      News.line().addKeyValue("group", settings.group()).log(standing);
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    return settings
        .clients()
        .withDefaults(Map.of(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MILLIS))
        .member(
            settings.group(),
            Map.of(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                CooperativeStickyAssignor.class.getName()));
  }

  /** Runs within {@code poll}, on the loop's thread. */
  private final class Election implements ConsumerRebalanceListener {

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      elected |= !partitions.isEmpty();
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      if (!partitions.isEmpty()) {
        tell("standby: another trainer is the leader");
        leave();
      }
    }

    /** The brokers have not heard of this one for too long; there may be no other. */
    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      if (!partitions.isEmpty()) {
        tell("standby: lost touch with the brokers, rejoining the election");
        leave();
      }
    }
  }
}
