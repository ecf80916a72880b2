package io.afterimage.trainer.control;

import io.afterimage.kafka.topics.OptionalTopic;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.TrainingRun;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
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
  private boolean warned;

  /** With one partition, if it exists. */
  RunTopic(OptionalTopic topic) {
    this.topic = topic;
  }

  /**
   * The record of a run; empty where it cannot be written. Once it can, that is not asked again.
   *
   * @throws io.afterimage.kafka.clients.StoreUnavailableException when the brokers do not tell
   */
  Optional<ProducerRecord<byte[], byte[]>> record(TrainingRun run) {
    writable = writable || topic.isWritable();
    if (!writable) {
      warnOnce();
      return Optional.empty();
    }
    byte[] key = run.commandId().getBytes(StandardCharsets.UTF_8);
    return Optional.of(new ProducerRecord<>(topic.topic(), 0, key, EventJson.write(run)));
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
