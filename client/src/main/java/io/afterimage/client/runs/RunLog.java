package io.afterimage.client.runs;

import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.MalformedEventException;
import io.afterimage.schemas.events.Reply;
import io.afterimage.schemas.events.TrainingRun;
import io.afterimage.schemas.topics.TopicNames;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A fold over commands, replies and recorded runs, in any order of the topics; of each the newest
 * record of a key holds. What cannot be read is passed over. For one thread.
 */
final class RunLog {

  private static final Logger log = LoggerFactory.getLogger(RunLog.class);

  private final TopicNames names;
  private final Map<String, TrainingRun> recorded = new HashMap<>();
  private final Map<String, RepliedRun> replied = new HashMap<>();

  RunLog(TopicNames names) {
    this.names = names;
  }

  void take(ConsumerRecord<byte[], byte[]> record) {
    try {
      if (record.topic().equals(names.trainingRuns())) {
        run(record);
      } else if (record.value() != null && record.topic().equals(names.control())) {
        if (EventJson.read(record.value(), Command.class) instanceof Command.Retrain retrain) {
          replied.put(retrain.commandId(), replied(retrain.commandId()).with(retrain));
        }
      } else if (record.value() != null) {
        Reply reply = EventJson.read(record.value(), Reply.class);
        replied.put(reply.commandId(), replied(reply.commandId()).with(reply));
      }
    } catch (MalformedEventException e) {
      log.atDebug()
          .addKeyValue(
              "at", "%s-%d-%d".formatted(record.topic(), record.partition(), record.offset()))
          .addKeyValue("fault", e.getMessage())
          .log("passed over a record that tells nothing of a run");
    }
  }

  /** Whoever removes a run from the topic leaves a record without a value. */
  private void run(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() != null) {
      TrainingRun run = EventJson.read(record.value(), TrainingRun.class);
      recorded.put(run.commandId(), run);
    } else if (record.key() != null) {
      recorded.remove(new String(record.key(), StandardCharsets.UTF_8));
    }
  }

  private RepliedRun replied(String id) {
    return replied.getOrDefault(id, RepliedRun.NOTHING);
  }

  /** Those that have ended, in that order. */
  List<TrainingRun> ended() {
    return Stream.concat(
            recorded.values().stream(),
            replied.values().stream()
                .flatMap(run -> run.ended().stream())
                .filter(run -> !recorded.containsKey(run.commandId())))
        .sorted(Comparator.comparing(TrainingRun::at).thenComparing(TrainingRun::commandId))
        .toList();
  }

  /** Those that go on, the one that began last at the end. */
  List<RunUnderWay> underWay() {
    return replied.values().stream()
        .flatMap(run -> run.underWay().stream())
        .filter(run -> !recorded.containsKey(run.command().commandId()))
        .sorted(Comparator.comparing(RunUnderWay::began))
        .toList();
  }
}
