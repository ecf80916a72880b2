package io.afterimage.schemas.events;

import io.afterimage.schemas.schedule.ScheduleOptions;
import io.afterimage.schemas.schedule.ScheduleValues;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Shapes that the other {@link Samples} lack: without a field that those have, or with one that
 * they have not.
 */
final class BareSamples {

  private static final Instant AT = Instant.parse("2026-03-01T12:30:45.123456Z");
  private static final Optional<String> NONE = Optional.empty();
  private static final String SHA256 =
      "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
  private static final String ID = "c-1";

  private BareSamples() {}

  static Map<String, Object> all() {
    Map<String, Object> samples = new LinkedHashMap<>();
    predictions(samples);
    modelEvents(samples);
    commands(samples);
    notifications(samples);
    samples.put(
        "reply-done-rejected-first",
        new Reply.Done(ID, new Reply.Rejected(0.5, Optional.empty()), "0.50 is too low", AT));
    return samples;
  }

  private static void notifications(Map<String, Object> samples) {
    samples.put(
        "notification-run-began-asked-for",
        new Notification.RunBegan("n-1", NONE, ID, false, false, NONE, "a run began", AT));
    samples.put(
        "notification-version-waits-without-end",
        new Notification.VersionWaits(
            "n-1", NONE, "v12", Optional.empty(), NONE, "version v12 waits for approval", AT));
    samples.put(
        "notification-rolled-back-without-reason",
        new Notification.RolledBack("n-1", NONE, "v12", NONE, "version v12 was rolled back", AT));
    samples.put(
        "notification-drift-without-prefix",
        new Notification.Drift("n-1", NONE, ID, "otherwise", "drift", AT));
    samples.put(
        "notification-version-not-loaded-without-prefix",
        new Notification.VersionNotLoaded(
            "n-1", NONE, "v12", "host-1", "corrupt", "host-1 cannot load v12", AT));
  }

  private static void predictions(Map<String, Object> samples) {
    samples.put(
        "prediction-novel-without-threshold", prediction("dog", Optional.empty(), NONE, NONE));
    samples.put(
        "prediction-decided-by-novelty",
        prediction(
            Prediction.UNKNOWN,
            Optional.of(true),
            Optional.of("dog"),
            Optional.of(Prediction.BY_NOVELTY)));
    samples.put(
        "prediction-decided-by-costs",
        prediction(
            "cat", Optional.of(false), Optional.of("dog"), Optional.of(Prediction.BY_COSTS)));
  }

  private static Prediction prediction(
      String label, Optional<Boolean> unknown, Optional<String> model, Optional<String> decidedBy) {
    Map<String, Double> scores = new LinkedHashMap<>();
    scores.put("dog", 0.625);
    scores.put("cat", 0.375);
    return new Prediction(
        "Köter 7",
        new ImagePointer("images", 3, 1234567890123L),
        "v12",
        label,
        0.625,
        scores,
        Optional.empty(),
        Optional.of(0.375),
        unknown,
        model,
        decidedBy,
        Optional.of(SHA256),
        Optional.empty(),
        Instant.parse("2026-03-01T12:30:44Z"),
        AT);
  }

  private static void modelEvents(Map<String, Object> samples) {
    samples.put(
        "announced-first-by-gate",
        new ModelEvent.Announced(
            "v1",
            "model-artifacts/0@7",
            SHA256,
            9_123_457,
            List.of("dog", "cat"),
            NONE,
            Optional.empty(),
            Optional.of(new ModelEvent.Gate(0.9375, 0.875, 0.96875, 64, Optional.empty())),
            Optional.of("anna at desk-3"),
            NONE,
            NONE,
            AT));
    samples.put("unpinned-without-reason", new ModelEvent.Unpinned("v12", NONE, AT));
    samples.put("rolled-back-without-reason", new ModelEvent.RolledBack("v12", NONE, AT));
    samples.put("restored-without-reason", new ModelEvent.Restored("v12", NONE, AT));
    samples.put("pruned-without-reason", new ModelEvent.Pruned("v1", NONE, AT));
  }

  private static void commands(Map<String, Object> samples) {
    samples.put(
        "command-retrain-in-steps",
        new Command.Retrain(
            ID,
            ScheduleValues.none()
                .with(ScheduleOptions.FREEZE_OPTIMIZER, "lbfgs")
                .with(ScheduleOptions.FINE_TUNE_STEPS, 600),
            NONE,
            AT));
    samples.put("command-promote-plain", new Command.Promote(ID, "c-0", NONE, AT));
    samples.put("command-approve-plain", new Command.Approve(ID, "v12", NONE, AT));
    samples.put("command-reject-plain", new Command.Reject(ID, "v12", NONE, AT));
    samples.put("command-roll-back-plain", new Command.RollBack(ID, "v12", NONE, AT));
    samples.put("command-restore-plain", new Command.Restore(ID, "v12", NONE, AT));
    samples.put("command-pin-plain", new Command.Pin(ID, "v12", NONE, AT));
    samples.put("command-unpin-reasoned", new Command.Unpin(ID, Optional.of("back"), AT));
  }
}
