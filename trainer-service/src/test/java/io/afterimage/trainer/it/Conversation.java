package io.afterimage.trainer.it;

import static org.awaitility.Awaitility.await;

import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.Reply;
import io.afterimage.schemas.events.TrainingRun;
import io.afterimage.schemas.topics.TopicNames;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * Commands to the trainers of an installation, and their replies.
 *
 * @param stage has the broker
 * @param names the installation's topics
 */
record Conversation(Stage stage, TopicNames names) {

  static final Duration LIMIT = Duration.ofMinutes(3);
  private static final Duration POLL = Duration.ofMillis(200);

  void send(Command command) {
    stage.send(names.control(), command.commandId(), EventJson.write(command));
  }

  /** A run of so many epochs, asked for as people do. */
  static Command retrain(String id, int epochs, int fineTuneEpochs) {
    String json =
        """
        {"type": "retrain", "commandId": "%s", "at": "2026-03-01T10:00:00Z",
         "overrides": {"frozenEpochs": %d, "fineTuneEpochs": %d, "batchSize": 16}}
        """
            .formatted(id, epochs, fineTuneEpochs);
    return EventJson.read(json.getBytes(StandardCharsets.UTF_8), Command.class);
  }

  List<Reply> replies(String id) {
    return stage.records(names.controlReplies()).stream()
        .filter(record -> record.key().equals(id))
        .map(record -> EventJson.read(record.value(), Reply.class))
        .toList();
  }

  /** The runs that were recorded, each as often as it was. */
  List<TrainingRun> runs() {
    return stage.records(names.trainingRuns()).stream()
        .map(record -> EventJson.read(record.value(), TrainingRun.class))
        .toList();
  }

  <T extends Reply> List<T> replies(String id, Class<T> kind) {
    return replies(id).stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** The first reply of that kind, which may still have to come. */
  <T extends Reply> T reply(String id, Class<T> kind) {
    await().atMost(LIMIT).pollInterval(POLL).until(() -> !replies(id, kind).isEmpty());
    return replies(id, kind).get(0);
  }

  /** Waits for an epoch of that phase, counted through both phases, or a later one. */
  void awaitEpoch(String id, String phase, int epoch) {
    await()
        .atMost(LIMIT)
        .pollInterval(POLL)
        .until(
            () ->
                replies(id, Reply.Progress.class).stream()
                    .anyMatch(
                        progress -> progress.phase().equals(phase) && progress.epoch() >= epoch));
  }
}
