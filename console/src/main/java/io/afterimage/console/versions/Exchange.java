package io.afterimage.console.versions;

import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.Reply;
import io.afterimage.schemas.events.TrainingRun;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A command and what was replied to it so far.
 *
 * @param id the command's
 * @param command empty if its record is gone, or has not come yet
 * @param accepted when it was accepted, the last time if more often
 * @param progress the epochs that are over, oldest first; of very many, some are left out
 * @param end the last reply
 */
record Exchange(
    String id,
    Optional<Command> command,
    Optional<Instant> accepted,
    List<Reply.Progress> progress,
    Optional<Reply> end) {

  /** Enough for any curve on a screen. */
  static final int MOST_EPOCHS = 1_000;

  Exchange {
    progress = List.copyOf(progress);
  }

  static Exchange of(String id) {
    return new Exchange(id, Optional.empty(), Optional.empty(), List.of(), Optional.empty());
  }

  Exchange with(Command given) {
    return new Exchange(id, Optional.of(given), accepted, progress, end);
  }

  /** What is still kept of command and replies says more of the times of the epochs. */
  Exchange with(TrainingRun run) {
    return new Exchange(
        id,
        command.or(() -> Optional.of(run.command())),
        accepted.or(() -> Optional.of(run.began())),
        progress.isEmpty() ? progress(run) : progress,
        end.or(() -> Optional.of(run.end())));
  }

  private static List<Reply.Progress> progress(TrainingRun run) {
    List<TrainingRun.Epoch> curve = run.curve();
    int epochs = curve.isEmpty() ? 0 : curve.get(curve.size() - 1).epoch();
    return curve.stream()
        .map(
            epoch ->
                new Reply.Progress(
                    run.commandId(),
                    epoch.phase(),
                    epoch.epoch(),
                    epochs,
                    epoch.loss(),
                    epoch.accuracy(),
                    epoch.validationAccuracy(),
                    Optional.empty(),
                    run.at()))
        .toList();
  }

  /** A run that is resumed is accepted again, and may tell of an epoch again. */
  Exchange with(Reply reply) {
    if (reply instanceof Reply.Accepted again) {
      return new Exchange(id, command, Optional.of(again.at()), progress, end);
    }
    if (reply instanceof Reply.Progress epoch) {
      return new Exchange(id, command, accepted, with(epoch), end);
    }
    return new Exchange(id, command, accepted, progress, Optional.of(reply));
  }

  private List<Reply.Progress> with(Reply.Progress epoch) {
    List<Reply.Progress> all =
        Stream.concat(
                progress.stream().filter(earlier -> earlier.epoch() < epoch.epoch()),
                Stream.of(epoch))
            .toList();
    if (all.size() <= MOST_EPOCHS) {
      return all;
    }
    List<Reply.Progress> fewer =
        new ArrayList<>(
            IntStream.range(0, all.size()).filter(i -> i % 2 == 0).mapToObj(all::get).toList());
    if (!fewer.get(fewer.size() - 1).equals(epoch)) {
      fewer.add(epoch);
    }
    return fewer;
  }

  /** Whether it is, or was, a run of training. */
  boolean isRun() {
    return command
        .map(Command.Retrain.class::isInstance)
        .orElseGet(
            () ->
                !progress.isEmpty()
                    || end.filter(
                            last ->
                                last instanceof Reply.Done done
                                    && done.runFingerprint().isPresent())
                        .isPresent());
  }

  /** Whether it is an operation that people want to see: not a question how things stand. */
  boolean isShown() {
    return isRun() || command.filter(given -> !(given instanceof Command.Status)).isPresent();
  }

  /** Whether it was accepted and has not ended. */
  boolean isUnderWay() {
    return accepted.isPresent() && end.isEmpty();
  }

  /** The time of the newest word about it, if there is one. */
  Optional<Instant> latest() {
    return Stream.of(
            command.map(Command::at).stream(),
            accepted.stream(),
            progress.stream().map(Reply.Progress::at),
            end.map(Reply::at).stream())
        .flatMap(times -> times)
        .max(Instant::compareTo);
  }
}
