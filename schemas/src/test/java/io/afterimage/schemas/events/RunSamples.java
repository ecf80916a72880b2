package io.afterimage.schemas.events;

import io.afterimage.schemas.events.RunFigures.ClassFigures;
import io.afterimage.schemas.events.RunFigures.Scores;
import io.afterimage.schemas.schedule.ScheduleOptions;
import io.afterimage.schemas.schedule.ScheduleValues;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The runs among {@link Samples}. */
final class RunSamples {

  private static final Instant AT = Instant.parse("2026-03-01T12:30:45.123456Z");
  private static final Instant BEGAN = AT.minusSeconds(90);
  private static final String ID = "c-1";
  private static final Scores SCORES = new Scores(64, 0.875, 0.75, 0.9375, 0.375, 0.03125);

  private RunSamples() {}

  static Map<String, Object> all() {
    Map<String, Object> samples = new LinkedHashMap<>();
    samples.put("training-run", published());
    samples.put("training-run-rejected-first", rejected());
    samples.put(
        "training-run-failed",
        TrainingRun.of(
            new Command.Retrain(ID, ScheduleValues.none(), Optional.empty(), AT),
            AT,
            1,
            new Reply.Failed(ID, "the model store does not answer", AT)));
    samples.put(
        "training-run-refresh-cancelled",
        TrainingRun.of(
                Command.Retrain.refresh(ID, Optional.of("20 new labels"), AT),
                AT,
                1,
                new Reply.Failed(ID, "cancelled", AT))
            .asCancelled());
    return samples;
  }

  private static TrainingRun published() {
    return TrainingRun.of(
            new Command.Retrain(
                ID,
                ScheduleValues.none()
                    .with(ScheduleOptions.FREEZE_EPOCHS, 1)
                    .with(ScheduleOptions.SEED, 7L),
                Optional.of("new labels"),
                BEGAN),
            BEGAN,
            2,
            new Reply.Done(
                ID,
                new Reply.Published("v13", Optional.of(0.875), Optional.of(0.75)),
                "published as v13; v12 is active, because it is pinned",
                Optional.of("v12"),
                Optional.of("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
                AT))
        .with(
            Map.of("training.backbone", "mobilenetv2", "freeze.epochs", "1"),
            List.of(epoch("freeze", 1, false), epoch("fine-tune", 2, true)),
            Optional.of(
                new RunFigures(
                    Optional.of(160),
                    SCORES,
                    Optional.of("v12"),
                    Optional.of(new Scores(64, 0.75, 0.625, 0.84375, 0.5, 0.0625)),
                    List.of(
                        new ClassFigures(
                            "dog", Optional.of(80), Optional.of(0.9375), Optional.of(0.75)),
                        new ClassFigures(
                            "cat", Optional.of(80), Optional.of(0.8125), Optional.empty())))));
  }

  private static TrainingRun.Epoch epoch(String phase, int number, boolean kept) {
    return new TrainingRun.Epoch(
        phase,
        number,
        0.5 / number,
        0.75,
        Optional.of(0.625),
        Optional.of(0.6875),
        Optional.of(1.5),
        Optional.of(kept));
  }

  private static TrainingRun rejected() {
    return TrainingRun.of(
            new Command.Retrain(
                ID,
                ScheduleValues.none(),
                Optional.of("a new engine"),
                Optional.of(true),
                Optional.empty(),
                BEGAN),
            BEGAN,
            1,
            new Reply.Done(ID, new Reply.Rejected(0.5, Optional.empty()), "0.50 is too low", AT))
        .with(
            Map.of(),
            List.of(),
            Optional.of(
                new RunFigures(
                    Optional.empty(), SCORES, Optional.empty(), Optional.empty(), List.of())));
  }
}
