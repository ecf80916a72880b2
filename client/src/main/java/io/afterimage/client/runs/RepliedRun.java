package io.afterimage.client.runs;

import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.Reply;
import io.afterimage.schemas.events.TrainingRun;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What command and replies tell of a run.
 *
 * @param command empty where it is none of a run, or its record is gone
 * @param began when it was accepted first
 * @param attempts how often it was accepted
 * @param progress the epochs that are over, oldest first
 * @param end the last reply
 */
record RepliedRun(
    Optional<Command.Retrain> command,
    Optional<Instant> began,
    int attempts,
    List<Reply.Progress> progress,
    Optional<Reply> end) {

  static final RepliedRun NOTHING =
      new RepliedRun(Optional.empty(), Optional.empty(), 0, List.of(), Optional.empty());

  RepliedRun with(Command.Retrain given) {
    return new RepliedRun(Optional.of(given), began, attempts, progress, end);
  }

  /** A run that is resumed is accepted again, and may tell of an epoch again. */
  RepliedRun with(Reply reply) {
    if (reply instanceof Reply.Accepted accepted) {
      return new RepliedRun(
          command, began.or(() -> Optional.of(accepted.at())), attempts + 1, progress, end);
    } else if (reply instanceof Reply.Progress epoch) {
      List<Reply.Progress> longer =
          Stream.concat(
                  progress.stream().filter(earlier -> earlier.epoch() < epoch.epoch()),
                  Stream.of(epoch))
              .toList();
      return new RepliedRun(command, began, attempts, longer, end);
    }
    return new RepliedRun(command, began, attempts, progress, Optional.of(reply));
  }

  /** The run, if it was begun and has ended. */
  Optional<TrainingRun> ended() {
    if (command.isEmpty() || began.isEmpty() || end.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        TrainingRun.of(command.get(), began.get(), attempts, end.get())
            .with(
                Map.of(), progress.stream().map(TrainingRun.Epoch::of).toList(), Optional.empty()));
  }

  /** The run, if it was begun and goes on. */
  Optional<RunUnderWay> underWay() {
    if (command.isEmpty() || began.isEmpty() || end.isPresent()) {
      return Optional.empty();
    }
    Optional<Reply.Progress> last =
        progress.isEmpty() ? Optional.empty() : Optional.of(progress.get(progress.size() - 1));
    return Optional.of(new RunUnderWay(command.get(), began.get(), last));
  }
}
