package io.afterimage.cli.runs;

import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.Reply;
import io.afterimage.schemas.events.RunFigures;
import io.afterimage.schemas.events.RunFigures.ClassFigures;
import io.afterimage.schemas.events.RunFigures.Scores;
import io.afterimage.schemas.events.TrainingRun;
import io.afterimage.schemas.schedule.ScheduleValues;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Runs as a trainer records them. */
public final class TrainingRuns {

  static final Instant BEGAN = Instant.parse("2026-05-01T10:00:00Z");

  private TrainingRuns() {}

  /** A full run of two phases with four epochs each, over 90 s, on cats and dogs. */
  public static TrainingRun published(
      String id, String version, double accuracy, Map<String, String> settings) {
    return TrainingRun.of(
            retrain(id),
            BEGAN,
            1,
            new Reply.Done(
                id,
                new Reply.Published(version, Optional.of(accuracy), Optional.of(0.75)),
                "published as " + version,
                BEGAN.plusSeconds(90)))
        .with(
            settings,
            IntStream.rangeClosed(1, 8).mapToObj(TrainingRuns::epoch).toList(),
            Optional.of(
                new RunFigures(
                    Optional.of(160),
                    new Scores(64, accuracy, accuracy - 0.1, accuracy + 0.05, 0.375, 0.03125),
                    Optional.of("v1"),
                    Optional.of(new Scores(64, 0.75, 0.65, 0.8, 0.5, 0.0625)),
                    List.of(
                        new ClassFigures(
                            "cat", Optional.of(80), Optional.of(accuracy), Optional.of(0.5)),
                        new ClassFigures(
                            "dog", Optional.of(80), Optional.of(0.875), Optional.empty())))));
  }

  /** One that a trigger began and the gate rejected, for that reason. */
  public static TrainingRun rejected(String id, String text) {
    return TrainingRun.of(
        Command.Retrain.refresh(id, Optional.of("20 new labels"), BEGAN),
        BEGAN,
        1,
        new Reply.Done(
            id, new Reply.Rejected(0.5, Optional.of(0.75)), text, BEGAN.plusMillis(2_500)));
  }

  static Command.Retrain retrain(String id) {
    return new Command.Retrain(id, ScheduleValues.none(), Optional.of("foxes"), BEGAN);
  }

  private static TrainingRun.Epoch epoch(int number) {
    double accuracy = 0.5 + number / 20.0;
    return new TrainingRun.Epoch(
        number <= 4 ? "freeze" : "fine-tune",
        number,
        1.0 / number,
        accuracy,
        Optional.of(1.5 / number),
        Optional.of(accuracy - 0.05),
        Optional.of(2.0),
        Optional.of(number == 7));
  }
}
