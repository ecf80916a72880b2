package io.afterimage.trainer.control;

import io.afterimage.kafka.topics.OptionalTopic;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.TrainingRun;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topic of runs that have ended. Until an installation of an earlier release has one, trainers
 * work as before, and runs are known for as long as their replies. For one thread.
 */
final class RunTopic {

  private static final Logger log = LoggerFactory.getLogger(RunTopic.class);

  private final OptionalTopic topic;
  private boolean writable;
  private boolean denied;
  private boolean warned;

  /** With one partition, if it exists. */
  RunTopic(OptionalTopic topic) {
    this.topic = topic;
  }

  /**
   * The record of a run; empty where it cannot be written. Once it can, that is not asked again
   * before the brokers refuse one.
   *
   * @throws io.afterimage.kafka.clients.StoreUnavailableException when the brokers do not tell
   */
  Optional<ProducerRecord<byte[], byte[]>> record(TrainingRun run) {
    writable = !denied && (writable || topic.isWritable());
    if (!writable) {
      warnOnce();
      return Optional.empty();
    }
    byte[] key = run.commandId().getBytes(StandardCharsets.UTF_8);
    return Optional.of(new ProducerRecord<>(topic.topic(), 0, key, EventJson.write(run)));
  }

  /** Whether a transaction failed because the brokers do not take the record of a run. */
  boolean isRefusal(Throwable fault) {
    return within(fault, RecordTooLargeException.class).isPresent() || isDenial(fault);
  }

  /**
   * What to record after a refusal: the run without its details, or nothing. So that the reply to
   * its command is not held up by what is recorded beside it.
   */
  Optional<TrainingRun> afterRefusal(TrainingRun run, Throwable fault) {
    if (isDenial(fault)) {
      denied = true;
      return Optional.empty();
    }
    TrainingRun bare = run.with(Map.of(), List.of(), Optional.empty());
    boolean isBare = bare.equals(run);
    log.atWarn()
        .addKeyValue("topic", topic.topic())
        .addKeyValue("run", run.commandId())
        .log(
            isBare
                ? "the run is not recorded: raise max.message.bytes of the topic"
                : "settings, curve and figures of the run are not recorded: raise"
                    + " max.message.bytes of the topic");
    return isBare ? Optional.empty() : Optional.of(bare);
  }

  private boolean isDenial(Throwable fault) {
    return within(fault, TopicAuthorizationException.class)
        .filter(denial -> denial.unauthorizedTopics().contains(topic.topic()))
        .isPresent();
  }

  private static <T extends Throwable> Optional<T> within(Throwable fault, Class<T> kind) {
    return Stream.iterate(fault, Objects::nonNull, Throwable::getCause)
        .filter(kind::isInstance)
        .map(kind::cast)
        .findFirst();
  }

  private void warnOnce() {
    if (!warned) {
      log.atWarn()
          .addKeyValue("topic", topic.topic())
          .log(
              "runs are not recorded: the topic does not exist or may not be written; 'afterimage"
                  + " topics create' creates it, 'afterimage doctor --service trainer' names the"
                  + " right that is missing");
      warned = true;
    }
  }
}
