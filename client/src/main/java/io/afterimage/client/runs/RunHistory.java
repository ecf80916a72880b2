package io.afterimage.client.runs;

import io.afterimage.client.KafkaTarget;
import io.afterimage.kafka.records.TopicReader;
import io.afterimage.kafka.records.TopicReader.From;
import io.afterimage.kafka.topics.OptionalTopic;
import io.afterimage.schemas.events.TrainingRun;
import io.afterimage.schemas.topics.TopicNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The runs that are known: those that were recorded, and of the others, which go on or were not
 * recorded, those whose command and replies are still kept.
 *
 * @param ended oldest first
 * @param underWay those that go on
 * @param isRecorded whether runs are recorded here; an installation of an earlier release has no
 *     topic for them
 */
public record RunHistory(List<TrainingRun> ended, List<RunUnderWay> underWay, boolean isRecorded) {

  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final Duration WHOLE = Duration.ofMinutes(10);

  /** Copies the lists. */
  public RunHistory {
    ended = List.copyOf(ended);
    underWay = List.copyOf(underWay);
  }

  /**
   * Reads everything that there is.
   *
   * @throws io.afterimage.kafka.clients.StoreUnavailableException when a topic cannot be read
   */
  public static RunHistory read(KafkaTarget target) {
    TopicNames names = target.topics();
    boolean recorded = new OptionalTopic(target.clients(), names.trainingRuns(), ANSWER).exists();
    List<String> topics = new ArrayList<>(List.of(names.control(), names.controlReplies()));
    if (recorded) {
      topics.add(names.trainingRuns());
    }
    RunLog log = new RunLog(names);
    try (TopicReader reader = target.reader(topics, From.EARLIEST)) {
      reader.readToEnd(WHOLE, () -> false, log::take);
    }
    return new RunHistory(log.ended(), log.underWay(), recorded);
  }

  /**
   * The runs that may be meant: the one of that id, or else the latest that published the version
   * of that name, or else those whose ids begin so.
   */
  public List<TrainingRun> meantBy(String name) {
    Optional<TrainingRun> exact =
        latest(run -> run.commandId().equals(name))
            .or(() -> latest(run -> run.modelVersion().equals(Optional.of(name))));
    return exact
        .map(List::of)
        .orElseGet(() -> ended.stream().filter(run -> run.commandId().startsWith(name)).toList());
  }

  private Optional<TrainingRun> latest(Predicate<TrainingRun> condition) {
    return ended.stream().filter(condition).reduce((earlier, later) -> later);
  }
}
