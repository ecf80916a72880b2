package io.afterimage.trainer.control;

import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.Reply;
import io.afterimage.schemas.events.RunFigures;
import io.afterimage.schemas.events.TrainingRun;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is recorded of a run beside its command and replies.
 *
 * @param settings what it was made with, by the options' names
 * @param curve of its candidate; empty where there is none
 * @param figures of its candidate, where there is one
 */
public record RunDetails(
    Map<String, String> settings, List<TrainingRun.Epoch> curve, Optional<RunFigures> figures) {

  /** Of a run that was not begun. */
  static final RunDetails NONE = new RunDetails(Map.of(), List.of(), Optional.empty());

  /** Copies the collections. */
  public RunDetails {
    settings = Map.copyOf(settings);
    curve = List.copyOf(curve);
  }

  /**
   * The record of the run. Without a candidate, its curve is that of the epochs that were replied.
   *
   * @param ledger has not observed the end yet
   * @param end the last reply
   */
  TrainingRun recorded(CommandLedger ledger, Command.Retrain command, Reply end) {
    String id = command.commandId();
    Instant began = ledger.began(id).orElse(end.at());
    List<TrainingRun.Epoch> replied =
        ledger.progress(id).stream().map(TrainingRun.Epoch::of).toList();
    return TrainingRun.of(command, began, ledger.attempts(id), end)
        .with(settings, curve.isEmpty() ? replied : curve, figures);
  }
}
