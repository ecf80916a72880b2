package io.afterimage.schemas.events;

import io.afterimage.schemas.schedule.ScheduleOptions;
import io.afterimage.schemas.schedule.ScheduleValues;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The records that the golden documents stand for, by the documents' names. */
final class Samples {

  private static final Instant AT = Instant.parse("2026-03-01T12:30:45.123456Z");
  private static final Instant RECEIVED = Instant.parse("2026-03-01T12:30:44Z");
  private static final ImagePointer IMAGE = new ImagePointer("images", 3, 1234567890123L);
  private static final List<String> LABELS = List.of("dog", "cat");
  private static final String SHA256 =
      "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
  private static final String ID = "c-1";

  private Samples() {}

  static Map<String, Object> all() {
    Map<String, Object> samples = new LinkedHashMap<>();
    images(samples);
    sourcedExample(samples);
    requests(samples);
    modelEvents(samples);
    shadows(samples);
    commands(samples);
    replies(samples);
    notifications(samples);
    samples.putAll(BareSamples.all());
    samples.putAll(RunSamples.all());
    return samples;
  }

  private static Prediction novel(boolean unknown, String label, Optional<String> modelLabel) {
    return new Prediction(
        "Köter 7",
        IMAGE,
        "v12",
        label,
        0.875,
        scores(0.875, 0.125),
        Optional.empty(),
        Optional.of(0.375),
        Optional.of(unknown),
        modelLabel,
        Optional.of(SHA256),
        Optional.empty(),
        RECEIVED,
        AT);
  }

  private static Prediction decided() {
    return new Prediction(
        "Köter 7",
        IMAGE,
        "v12",
        Prediction.UNKNOWN,
        0.875,
        scores(0.875, 0.125),
        Optional.empty(),
        Optional.of(0.375),
        Optional.of(false),
        Optional.of("dog"),
        Optional.of(Prediction.BY_THRESHOLD),
        Optional.of(SHA256),
        Optional.empty(),
        RECEIVED,
        AT);
  }

  private static void images(Map<String, Object> samples) {
    samples.put(
        "prediction",
        new Prediction(
            "Köter 7",
            IMAGE,
            "v12",
            "dog",
            0.875,
            scores(0.875, 0.125),
            Optional.of(Instant.parse("2026-03-01T12:00:00Z")),
            RECEIVED,
            AT));
    samples.put(
        "prediction-without-capture-time",
        new Prediction(
            IMAGE.toString(),
            IMAGE,
            "v1",
            "cat",
            1.0,
            scores(0, 1),
            Optional.empty(),
            RECEIVED,
            AT));
    samples.put(
        "prediction-top-scores",
        new Prediction(
            "Köter 7",
            IMAGE,
            "v12",
            "dog",
            0.875,
            scores(0.875, 0.0625),
            Optional.of(0.0625),
            Optional.of(SHA256),
            Optional.empty(),
            RECEIVED,
            AT));
    samples.put("prediction-novel", novel(true, "dog", Optional.empty()));
    samples.put("prediction-known", novel(false, "dog", Optional.empty()));
    samples.put("prediction-decided", decided());
    samples.put("prediction-unknown", novel(true, Prediction.UNKNOWN, Optional.of("dog")));
    samples.put(
        "label-of-one-image",
        new Label(
            "Köter 7",
            "cat",
            Optional.of("anna"),
            Optional.of(AT),
            Optional.of(IMAGE),
            Optional.of(SHA256)));
    samples.put(
        "retraction-of-one-image",
        new Retraction(
            "Köter 7",
            true,
            Optional.of("anna"),
            Optional.of(AT),
            Optional.of(IMAGE),
            Optional.of(SHA256)));
    samples.put("retraction", Retraction.of("Köter 7"));
    samples.put(
        "retraction-bad-image",
        new Retraction(
            "Köter 7",
            true,
            Optional.of("anna"),
            Optional.of(AT),
            Optional.of(IMAGE),
            Optional.of(SHA256),
            Optional.of(Retraction.BAD_IMAGE)));
    samples.put("label", new Label("Köter 7", "cat", Optional.of("anna"), Optional.of(AT)));
    samples.put("label-plain", new Label("Köter 7", "cat", Optional.empty(), Optional.empty()));
    samples.put(
        "labelled-example", new LabelledExample("Köter 7", IMAGE, "cat", "dog", 0.875, "v12", AT));
  }

  private static void sourcedExample(Map<String, Object> samples) {
    samples.put(
        "labelled-example-sourced",
        new LabelledExample(
            "Köter 7",
            IMAGE,
            "cat",
            "dog",
            0.875,
            "v12",
            AT,
            Optional.of("anna"),
            Optional.of(SHA256)));
    samples.put(
        "labelled-example-opinion",
        new LabelledExample(
                "Köter 7",
                IMAGE,
                "cat",
                "dog",
                0.875,
                "v12",
                AT,
                Optional.of("ben"),
                Optional.of(SHA256))
            .asOpinion());
  }

  private static void requests(Map<String, Object> samples) {
    Prediction known = novel(false, "dog", Optional.empty());
    samples.put(
        "label-request",
        LabelRequest.of(known, LabelRequest.UNCERTAIN, 0.75, Optional.empty(), AT));
    samples.put(
        "label-request-closed",
        LabelRequest.of(known, LabelRequest.AUDIT, 0.25, Optional.of(0.015625), AT)
            .closed("cat", Instant.parse("2026-03-01T13:00:00Z")));
    samples.put(
        "label-request-plain",
        new LabelRequest(
            "Köter 7",
            IMAGE,
            Optional.empty(),
            "v12",
            "dog",
            0.875,
            scores(0.875, 0.125),
            Optional.empty(),
            LabelRequest.NEW,
            0.5,
            Optional.empty(),
            AT,
            Optional.empty(),
            Optional.empty()));
  }

  private static void modelEvents(Map<String, Object> samples) {
    samples.put(
        "announced",
        new ModelEvent.Announced(
            "v12",
            "model-artifacts/0@1234",
            SHA256,
            9_123_457,
            LABELS,
            Optional.of("v11"),
            Optional.of(0.98),
            AT));
    samples.put(
        "announced-first",
        new ModelEvent.Announced(
            "v1", "directory:v1", SHA256, 1, LABELS, Optional.empty(), Optional.empty(), AT));
    samples.put(
        "announced-by-gate",
        new ModelEvent.Announced(
            "v12",
            "model-artifacts/0@1234",
            SHA256,
            9_123_457,
            LABELS,
            Optional.of("v11"),
            Optional.of(0.98),
            Optional.of(new ModelEvent.Gate(0.9375, 0.875, 0.96875, 64, Optional.of(0.90625))),
            Optional.of("trainer, run auto-1"),
            Optional.of("80 new labels"),
            Optional.of(SHA256),
            AT));
    samples.put("rejected", new ModelEvent.Rejected("v12", "stream-2", "SHA-256 differs", AT));
    samples.put("pinned", new ModelEvent.Pinned("v12", Optional.of("holiday"), AT));
    samples.put("pinned-without-reason", new ModelEvent.Pinned("v12", Optional.empty(), AT));
    samples.put("unpinned", new ModelEvent.Unpinned("v12", Optional.of("back"), AT));
    samples.put("rolled-back", new ModelEvent.RolledBack("v12", Optional.of("worse"), AT));
    samples.put("restored", new ModelEvent.Restored("v12", Optional.of("was right"), AT));
    samples.put("reserved", new ModelEvent.Reserved("v13", "claim-1", AT));
    samples.put("pruned", new ModelEvent.Pruned("v1", Optional.of("older than 30 days"), AT));
    samples.put(
        "staged",
        new ModelEvent.Staged(
            "v12",
            ModelEvent.Stage.SHADOW,
            0.125,
            (ModelEvent.Announced) samples.get("announced-by-gate"),
            Optional.of("passed the gate"),
            AT));
    samples.put(
        "staged-as-canary",
        new ModelEvent.Staged(
            "v12",
            ModelEvent.Stage.CANARY,
            0.05,
            (ModelEvent.Announced) samples.get("announced-by-gate"),
            Optional.empty(),
            AT));
    samples.put(
        "staged-for-approval",
        new ModelEvent.Staged(
            "v12",
            ModelEvent.Stage.APPROVAL,
            0,
            (ModelEvent.Announced) samples.get("announced-by-gate"),
            Optional.of("passed the gate"),
            Optional.of(AT.plus(Duration.ofDays(7))),
            AT));
  }

  private static void shadows(Map<String, Object> samples) {
    samples.put("shadow-prediction", shadow(Optional.of("dog"), Optional.empty()));
    samples.put(
        "shadow-prediction-without-answer",
        shadow(Optional.empty(), Optional.of("version v13 puts out NaN")));
  }

  private static ShadowPrediction shadow(Optional<String> label, Optional<String> fault) {
    return new ShadowPrediction(
        "Köter 7",
        IMAGE,
        "v13",
        label,
        label.map(known -> 0.875),
        fault,
        5.5,
        "v12",
        "cat",
        0.625,
        5.25,
        AT);
  }

  private static void commands(Map<String, Object> samples) {
    samples.put(
        "command-retrain",
        new Command.Retrain(
            ID,
            ScheduleValues.none()
                .with(ScheduleOptions.FREEZE_EPOCHS, 10)
                .with(ScheduleOptions.FINE_TUNE_EPOCHS, 11)
                .with(ScheduleOptions.FREEZE_RATE, 1e-4)
                .with(ScheduleOptions.FINE_TUNE_RATE, 1e-5)
                .with(ScheduleOptions.BATCH_SIZE, 32)
                .with(ScheduleOptions.SEED, 7L),
            Optional.of("new labels"),
            AT));
    samples.put(
        "command-retrain-warm",
        new Command.Retrain(
            ID,
            ScheduleValues.none()
                .with(ScheduleOptions.FINE_TUNE_EPOCHS, 5)
                .with(ScheduleOptions.WARM_START, true)
                .with(ScheduleOptions.CLASS_WEIGHTS, "balanced")
                .with(ScheduleOptions.MONITOR, "loss")
                .with(ScheduleOptions.PATIENCE, 3)
                .with(ScheduleOptions.KEEP_BEST, true),
            Optional.empty(),
            AT));
    samples.put(
        "command-retrain-plain",
        new Command.Retrain(ID, ScheduleValues.none(), Optional.empty(), AT));
    samples.put(
        "command-retrain-forced",
        new Command.Retrain(
            ID,
            ScheduleValues.none(),
            Optional.of("a new engine"),
            Optional.of(true),
            Optional.empty(),
            AT));
    samples.put("command-refresh", Command.Retrain.refresh(ID, Optional.of("20 new labels"), AT));
    samples.put("command-cancel", new Command.Cancel(ID, Optional.of("c-0"), AT));
    samples.put(
        "command-cancel-reasoned",
        new Command.Cancel(ID, Optional.of("c-0"), Optional.of("wrong labels"), AT));
    samples.put("command-cancel-any", new Command.Cancel(ID, Optional.empty(), AT));
    samples.put(
        "command-promote", new Command.Promote(ID, "c-0", Optional.of("better on foxes"), AT));
    samples.put(
        "command-approve", new Command.Approve(ID, "v12", Optional.of("figures are as hoped"), AT));
    samples.put(
        "command-reject",
        new Command.Reject(ID, "v12", Optional.of("confuses shirts and coats"), AT));
    samples.put("command-roll-back", new Command.RollBack(ID, "v12", Optional.of("worse"), AT));
    samples.put("command-restore", new Command.Restore(ID, "v12", Optional.of("was right"), AT));
    samples.put("command-pin", new Command.Pin(ID, "v12", Optional.of("holiday"), AT));
    samples.put("command-unpin", new Command.Unpin(ID, Optional.empty(), AT));
    samples.put("command-status", new Command.Status(ID, AT));
  }

  private static void replies(Map<String, Object> samples) {
    samples.put("reply-accepted", new Reply.Accepted(ID, AT));
    samples.put("reply-refused", new Reply.Refused(ID, "another run is going on", AT));
    samples.put(
        "reply-progress",
        new Reply.Progress(
            ID, "fine-tune", 12, 21, 0.25, 0.9375, Optional.of(0.96875), Optional.of(90.5), AT));
    samples.put(
        "reply-progress-without-validation",
        new Reply.Progress(ID, "freeze", 1, 21, 0.5, 0.75, Optional.empty(), Optional.empty(), AT));
    samples.put(
        "reply-done-published",
        new Reply.Done(ID, new Reply.Published("v13"), "v13 is announced", AT));
    samples.put(
        "reply-done-published-with-scores",
        new Reply.Done(
            ID,
            new Reply.Published("v13", Optional.of(0.875), Optional.of(0.75)),
            "v13 is announced",
            AT));
    samples.put(
        "reply-done-published-active",
        new Reply.Done(
            ID,
            new Reply.Published("v13", Optional.of(0.875), Optional.of(0.75)),
            "v13 is announced; v12 is active, because it is pinned",
            Optional.of("v12"),
            Optional.of("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
            AT));
    samples.put(
        "reply-done-rejected",
        new Reply.Done(ID, new Reply.Rejected(0.9, Optional.of(0.98)), "0.90 against 0.98", AT));
    samples.put(
        "reply-done-completed", new Reply.Done(ID, new Reply.Completed(), "v12 is pinned", AT));
    samples.put("reply-failed", new Reply.Failed(ID, "no pictures to train from", AT));
  }

  /** The interface or record that a topic's reader asks for. */
  private static void notifications(Map<String, Object> samples) {
    Optional<String> pipeline = Optional.of("shop.");
    Optional<String> reason = Optional.of("20 new labels");
    samples.put(
        "notification-version-active",
        new Notification.VersionActive(
            "n-1", pipeline, "v12", Optional.of("v11"), reason, "version v12 is active", AT));
    samples.put(
        "notification-version-active-first",
        new Notification.VersionActive(
            "n-1",
            Optional.empty(),
            "v1",
            Optional.empty(),
            Optional.empty(),
            "version v1 is active",
            AT));
    samples.put(
        "notification-run-began",
        new Notification.RunBegan("n-1", pipeline, ID, true, false, reason, "a refresh began", AT));
    samples.put(
        "notification-run-ended-published",
        new Notification.RunEnded(
            "n-1",
            pipeline,
            ID,
            Notification.Outcome.PUBLISHED,
            Optional.of("v12"),
            Optional.of(0.875),
            Optional.of(0.75),
            "published as v12",
            AT));
    samples.put(
        "notification-run-ended-rejected",
        ended(Notification.Outcome.REJECTED, Optional.of(0.75), Optional.of(0.875), "rejected"));
    samples.put(
        "notification-run-ended-failed",
        ended(Notification.Outcome.FAILED, Optional.empty(), Optional.empty(), "cancelled"));
    samples.put(
        "notification-version-waits",
        new Notification.VersionWaits(
            "n-1",
            pipeline,
            "v12",
            Optional.of(AT.plus(Duration.ofDays(7))),
            Optional.of("passed the gate"),
            "version v12 waits for approval",
            AT));
    samples.put(
        "notification-rolled-back",
        new Notification.RolledBack(
            "n-1",
            pipeline,
            "v12",
            Optional.of("by the watch"),
            "version v12 was rolled back",
            AT));
    samples.put(
        "notification-drift",
        new Notification.Drift(
            "n-1", pipeline, ID, "the predicted labels are spread otherwise", "drift", AT));
    samples.put(
        "notification-version-not-loaded",
        new Notification.VersionNotLoaded(
            "n-1", pipeline, "v12", "host-1", "corrupt", "host-1 cannot load v12", AT));
  }

  private static Notification ended(
      Notification.Outcome outcome,
      Optional<Double> candidate,
      Optional<Double> active,
      String text) {
    return new Notification.RunEnded(
        "n-1", Optional.empty(), ID, outcome, Optional.empty(), candidate, active, text, AT);
  }

  static Class<?> readAs(Object sample) {
    for (Class<?> union :
        List.of(
            LabelEvent.class, ModelEvent.class, Command.class, Reply.class, Notification.class)) {
      if (union.isInstance(sample)) {
        return union;
      }
    }
    return sample.getClass();
  }

  private static Map<String, Double> scores(double dog, double cat) {
    Map<String, Double> scores = new LinkedHashMap<>();
    scores.put("dog", dog);
    scores.put("cat", cat);
    return scores;
  }
}
