package io.afterimage.benchmarks.rig;

import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** A run that continues until it is closed. For one thread. */
public final class TrainingRun implements AutoCloseable {

  private static final int ENDLESS = 10_000;

  private final Installation installation;
  private final String id;
  private final TopicScan replies;
  private final List<Reply> heard = new ArrayList<>();

  /** What a run does all the time. */
  public enum Phase {
    /** Trains the head. */
    FREEZE("freeze", ENDLESS, 0),
    /** Trains the top of the base, after one epoch of the head. */
    FINE_TUNE("fine-tune", 1, ENDLESS);

    private final String code;
    private final int frozenEpochs;
    private final int fineTuneEpochs;

    Phase(String code, int frozenEpochs, int fineTuneEpochs) {
      this.code = code;
      this.frozenEpochs = frozenEpochs;
      this.fineTuneEpochs = fineTuneEpochs;
    }
  }

  private TrainingRun(Installation installation, String id) {
    this.installation = installation;
    this.id = id;
    this.replies = new TopicScan(installation, installation.names().controlReplies());
  }

  /** Begins a run and returns when the phase's first epoch is over. */
  public static TrainingRun begin(Installation installation, Phase phase) {
    TrainingRun run = new TrainingRun(installation, "run-" + Instant.now());
    String json =
        """
        {"type": "retrain", "commandId": "%s", "reason": "benchmark", "at": "%s",
         "overrides": {"frozenEpochs": %d, "fineTuneEpochs": %d}}
        """
            .formatted(run.id, Instant.now(), phase.frozenEpochs, phase.fineTuneEpochs);
    run.send(EventJson.read(json.getBytes(StandardCharsets.UTF_8), Command.class));
    run.await(reply -> reply instanceof Reply.Progress epoch && epoch.phase().equals(phase.code));
    return run;
  }

  /** Seconds for each epoch that began and ended in that time; not a number where none did. */
  public double secondsPerEpoch(Instant from, Instant to) {
    hear();
    List<Instant> ends =
        heard.stream()
            .filter(Reply.Progress.class::isInstance)
            .map(Reply::at)
            .filter(at -> !at.isBefore(from) && !at.isAfter(to))
            .toList();
    if (ends.size() < 2) {
      return Double.NaN;
    }
    Duration all = Duration.between(ends.get(0), ends.get(ends.size() - 1));
    return all.toMillis() / 1000.0 / (ends.size() - 1);
  }

  /** Cancels the run, and waits until it has stopped. */
  @Override
  public void close() {
    send(new Command.Cancel("cancel-" + id, Optional.of(id), Instant.now()));
    await(Reply.Failed.class::isInstance);
    replies.close();
  }

  private void await(Predicate<Reply> wanted) {
    Load.until(
        () -> {
          hear();
          boolean come = heard.stream().anyMatch(wanted);
          heard.stream()
              .filter(reply -> !come && hasEnded(reply))
              .findFirst()
              .ifPresent(
                  end -> {
                    throw new IllegalStateException("the run ended too early: " + end);
                  });
          return come;
        });
  }

  private static boolean hasEnded(Reply reply) {
    return !(reply instanceof Reply.Accepted || reply instanceof Reply.Progress);
  }

  private void hear() {
    replies.readOn(
        record -> {
          if (TopicScan.key(record).equals(id)) {
            heard.add(EventJson.read(record.value(), Reply.class));
          }
        });
  }

  private void send(Command command) {
    try (KafkaProducer<String, byte[]> producer =
        installation.clients().producer(new StringSerializer(), Map.of())) {
      producer
          .send(
              new ProducerRecord<>(
                  installation.names().control(), command.commandId(), EventJson.write(command)))
          .get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a command was not taken by the broker", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
