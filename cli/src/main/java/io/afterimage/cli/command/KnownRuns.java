package io.afterimage.cli.command;

import io.afterimage.cli.runs.RunList;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.client.CommandFailure;
import io.afterimage.client.KafkaTarget;
import io.afterimage.client.runs.RunHistory;
import io.afterimage.config.NearestNames;
import io.afterimage.schemas.events.TrainingRun;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The runs that there were.
 *
 * @param history what is known of them
 */
record KnownRuns(RunHistory history) {

  private static final int MOST_NAMED = 5;

  /** Reads them, and says where they are not recorded. */
  static KnownRuns read(KafkaTarget target, Terminal terminal) {
    target.requireTopics(target.topics().control(), target.topics().controlReplies());
    RunHistory history = RunHistory.read(target);
    if (!history.isRecorded()) {
      terminal.say(
          "runs are not recorded here, so only those are known whose replies are still kept: 'afterimage topics create' creates %s"
              .formatted(target.topics().trainingRuns()));
    }
    return new KnownRuns(history);
  }

  /**
   * The run that is meant by an id, the beginning of one, or the version that it published.
   *
   * @throws CommandFailure when there is none, it goes on, or several could be meant
   */
  TrainingRun require(String name) {
    List<TrainingRun> meant = history.meantBy(name);
    if (meant.size() == 1) {
      return meant.get(0);
    }
    if (meant.size() > 1) {
      throw new CommandFailure(
          "%d runs begin with '%s', among them %s: give more of the id"
              .formatted(
                  meant.size(),
                  name,
                  meant.stream()
                      .limit(MOST_NAMED)
                      .map(TrainingRun::commandId)
                      .collect(Collectors.joining(", "))));
    }
    history.underWay().stream()
        .filter(run -> run.command().commandId().startsWith(name))
        .findFirst()
        .ifPresent(
            run -> {
              throw new CommandFailure(RunList.inWords(run, Instant.now()));
            });
    List<String> ids = history.ended().stream().map(TrainingRun::commandId).toList();
    throw new CommandFailure(
        "run %s not found%s ('afterimage runs' lists them)"
            .formatted(name, NearestNames.question(name, ids)));
  }
}
