package io.afterimage.trainer.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.config.Settings;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.LabelledExample;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.ModelEvent.Gate;
import io.afterimage.schemas.events.Prediction;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TriggerPolicyTest {

  private static final ImagePointer AT = new ImagePointer("images", 0, 0);
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  private Instant now = START;
  private int labels;
  private final TriggerPolicy policy =
      new TriggerPolicy(
          new TriggerConfig(
              List.of(
                  new NewLabels(30),
                  new RefreshLabels(0),
                  new Elapsed(Duration.ofHours(5)),
                  new AccuracyDrift(0.1, 20, 0.05),
                  new PredictionDrift(0.25, 50, 0.05)),
              Duration.ofMinutes(10),
              Duration.ofSeconds(5)),
          () -> now);

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final TriggerMetrics metrics =
      new TriggerMetrics(meters, TriggerConfig.read(new Settings(Map.of())));

  @BeforeEach
  void publish() {
    policy.active(Optional.of(version("v1", 0.95)));
    after(Duration.ofMinutes(10));
  }

  private void after(Duration time) {
    now = now.plus(time);
  }

  private static Announced version(String name, double accuracy) {
    return new Announced(
        name,
        "there",
        "0".repeat(64),
        1,
        List.of("cat", "dog"),
        Optional.empty(),
        Optional.of(accuracy),
        START);
  }

  private void label(int count, String version, String predicted) {
    for (int i = 0; i < count; i++) {
      label("id" + labels++, version, predicted, true);
    }
  }

  private void label(String id, String version, String predicted, boolean changed) {
    policy.labelled(
        new LabelledExample(id, AT, "cat", predicted, 0.9, version, now), changed, false);
  }

  private void predict(int count, String label, double confidence) {
    predict(count, label, confidence, Optional.empty());
  }

  private void predict(int count, String label, double confidence, Optional<Double> novelty) {
    for (int i = 0; i < count; i++) {
      policy.predicted(
          new Prediction(
              "id" + i,
              AT,
              "v1",
              label,
              confidence,
              Map.of(label, confidence),
              Optional.empty(),
              novelty,
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              now,
              now));
    }
  }

  @Test
  void shouldBeDueWithEnoughNewLabelsAndCountAnewWithEachRun() {
    label(29, "v0", "cat");
    assertThat(policy.due()).isEmpty();
    label(1, "v0", "cat");
    assertThat(policy.due()).containsExactly(new Due("labels", "30 new labels", false));

    policy.runBegan(false);
    label(10, "v0", "cat");
    policy.runEnded(false);
    after(Duration.ofMinutes(10));

    assertThat(policy.due()).isEmpty();
    label(20, "v0", "cat");
    assertThat(policy.due()).containsExactly(new Due("labels", "30 new labels", false));
  }

  @Test
  void shouldAskForARefreshAfterFewLabelsAndStillCountThemForARun() {
    TriggerPolicy two =
        new TriggerPolicy(
            new TriggerConfig(
                List.of(new NewLabels(30), new RefreshLabels(20)),
                Duration.ofMinutes(10),
                Duration.ofSeconds(5)),
            () -> now);
    two.labelledBefore(ids(0, 20));
    assertThat(two.due()).containsExactly(new Due("refresh", "20 new labels", true));

    two.runBegan(true);
    two.labelledBefore(ids(20, 40));
    assertThat(two.due()).isEmpty();
    two.runEnded(true);
    assertThat(two.due()).isEmpty();
    after(Duration.ofSeconds(5));
    assertThat(two.due()).containsExactly(new Due("refresh", "20 new labels", true));
    after(Duration.ofMinutes(10));
    assertThat(two.due())
        .containsExactly(
            new Due("labels", "40 new labels", false), new Due("refresh", "20 new labels", true));

    two.runBegan(false);
    two.runEnded(false);
    after(Duration.ofMinutes(10));
    assertThat(two.due()).isEmpty();
  }

  private static List<String> ids(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "id-" + i).toList();
  }

  @Test
  void shouldNotCountLabelsThatWereTakenBack() {
    policy.labelledBefore(List.of("id0", "earlier"));
    label(20, "v1", "cat");
    policy.retracted("id0");
    policy.retracted("never-seen");
    policy.retracted("id0");

    metrics.show(Optional.of(policy));
    assertThat(shown("afterimage.trigger.labels")).isEqualTo(20);
    assertThat(shown("afterimage.drift.accuracy")).isNaN();
    assertThat(policy.due()).isEmpty();
  }

  @Test
  void shouldPauseBetweenRuns() {
    policy.runBegan(false);
    policy.runEnded(false);
    label(30, "v0", "cat");
    after(Duration.ofMinutes(10).minusMillis(1));
    assertThat(policy.due()).isEmpty();

    after(Duration.ofMillis(1));

    assertThat(policy.due()).hasSize(1);
  }

  @Test
  void shouldAskForNoSecondRunWhileOneIsAskedForOrUnderWay() {
    label(30, "v0", "cat");
    policy.runBegan(false);
    label(100, "v0", "cat");
    after(Duration.ofDays(1));

    assertThat(policy.due()).isEmpty();
  }

  @Test
  void shouldBeDueWhenTheLastRunIsLongAgo() {
    after(Duration.ofHours(5).minusMinutes(10));

    assertThat(policy.due()).containsExactly(new Due("interval", "PT5H since the last run", false));
  }

  @Test
  void shouldCountFromARunBeforeItsTime() {
    policy.ranBefore(START.minus(Duration.ofHours(6)));

    assertThat(policy.due())
        .containsExactly(new Due("interval", "PT6H10M since the last run", false));
  }

  @Test
  void shouldCountAnExampleOnceHoweverOftenItIsLabelled() {
    label(29, "v0", "cat");
    label("id0", "v0", "cat", true);
    label("known", "v0", "cat", false);
    assertThat(policy.due()).isEmpty();

    label("known", "v0", "cat", true);

    assertThat(policy.due()).containsExactly(new Due("labels", "30 new labels", false));
  }

  @Test
  void shouldBeDueWhenPeopleContradictTheActiveVersion() {
    label(20, "v1", "cat");
    label(7, "v1", "dog");
    assertThat(kinds()).doesNotContain("accuracy");
    label(13, "v1", "dog");

    assertThat(policy.due())
        .contains(
            new Due(
                "accuracy",
                "version v1 is right for 0.0000 of the last 20 labels, on held-out images it was for"
                    + " 0.9500",
                false));
  }

  @Test
  void shouldNotJudgeAVersionByLabelsAskedForBecauseOfItsDoubts() {
    for (int i = 0; i < 60; i++) {
      policy.labelled(
          new LabelledExample("hard" + i, AT, "cat", "dog", 0.5, "v1", now), true, true);
    }

    assertThat(kinds()).contains("labels").doesNotContain("accuracy");
  }

  @Test
  void shouldNotTakeChanceForDrift() {
    label(14, "v1", "cat");
    label(6, "v1", "dog");

    assertThat(kinds()).doesNotContain("accuracy");
  }

  /** The same answers say less against an accuracy that only a few images stand behind. */
  @Test
  void shouldBearInMindHowManyHeldOutImagesThereWere() {
    policy.active(Optional.of(gated("few", 10)));
    label(25, "few", "dog");
    assertThat(kinds()).doesNotContain("accuracy");

    policy.active(Optional.of(gated("many", 1000)));
    label(25, "many", "dog");

    assertThat(kinds()).contains("accuracy");
  }

  @Test
  void shouldJudgeAnImageByItsLatestLabel() {
    for (int i = 0; i < 60; i++) {
      label("same", "v1", "dog", true);
    }
    label(30, "v1", "dog");
    assertThat(kinds()).contains("accuracy");
    for (int i = 0; i < 30; i++) {
      policy.retracted("id" + i);
    }

    assertThat(kinds()).doesNotContain("accuracy");
  }

  @Test
  void shouldBeDueAgainUnderNewEvidenceWhereARunBroughtNoOtherVersion() {
    label(40, "v1", "dog");
    predict(50, "cat", 0.9);
    predict(50, "dog", 0.9);
    assertThat(kinds()).contains("accuracy", "drift");
    policy.runBegan(false);
    policy.runEnded(false);
    after(Duration.ofMinutes(10));
    assertThat(policy.due()).isEmpty();

    label(40, "v1", "dog");
    predict(50, "dog", 0.9);

    assertThat(kinds()).contains("accuracy", "drift");
  }

  @Test
  void shouldNotBlameTheActiveVersionForWhatAnotherGotWrong() {
    label(20, "v0", "dog");

    assertThat(policy.due()).isEmpty();
  }

  @Test
  void shouldForgetWhatItSawOfAnotherVersion() {
    label(25, "v1", "dog");
    assertThat(policy.due()).hasSize(1);

    policy.active(Optional.of(version("v2", 0.95)));

    assertThat(policy.due()).isEmpty();
  }

  @Test
  void shouldBeDueWhenOtherLabelsArePredictedThanAtFirst() {
    predict(25, "cat", 0.9);
    predict(25, "dog", 0.9);
    predict(30, "cat", 0.9);
    predict(20, "dog", 0.9);
    assertThat(policy.due()).isEmpty();
    predict(50, "dog", 0.9);

    assertThat(policy.due())
        .singleElement()
        .satisfies(
            due -> {
              assertThat(due.kind()).isEqualTo("drift");
              assertThat(due.text()).startsWith("the predicted labels are spread otherwise");
            });
  }

  @Test
  void shouldBeDueWhenTheModelBecomesUnsure() {
    predict(50, "cat", 0.97);
    predict(50, "cat", 0.55);

    assertThat(policy.due())
        .singleElement()
        .satisfies(
            due -> {
              assertThat(due.kind()).isEqualTo("drift");
              assertThat(due.text()).startsWith("the predicted confidence is spread otherwise");
            });
  }

  @Test
  void shouldBeDueWhenImagesLookOtherwiseThoughTheAnswersAreTheSame() {
    predict(50, "cat", 0.97, Optional.of(0.11));
    predict(50, "cat", 0.97, Optional.of(0.31));

    assertThat(policy.due())
        .singleElement()
        .satisfies(
            due -> {
              assertThat(due.kind()).isEqualTo("drift");
              assertThat(due.text()).startsWith("the novelty of the images is spread otherwise");
            });
  }

  @Test
  void shouldTakeCertaintyForNothingElseThanGreatConfidence() {
    predict(50, "cat", 0.97);
    predict(50, "cat", 1);

    assertThat(policy.due()).isEmpty();
  }

  @Test
  void shouldNameEveryReasonOfOneRun() {
    label(30, "v1", "dog");

    assertThat(policy.due()).hasSize(2);
  }

  @Test
  void shouldShowHowFarItIsToTheNextRun() {
    metrics.show(Optional.of(policy));
    label(20, "v1", "cat");
    label(15, "v1", "dog");

    assertThat(shown("afterimage.trigger.labels")).isEqualTo(35);
    assertThat(shown("afterimage.trigger.last.run")).isEqualTo((double) START.getEpochSecond());
    assertThat(shown("afterimage.drift.accuracy")).isEqualTo(0.25);
    assertThat(shown("afterimage.trigger.due")).isEqualTo(policy.due().size());
    assertThat(shown("afterimage.drift.stability")).isNaN();

    predict(50, "cat", 0.95);
    predict(50, "dog", 0.55);
    assertThat(shown("afterimage.drift.stability")).isGreaterThan(0.25);

    metrics.fired(policy.due());
    assertThat(meters.get("afterimage.trigger.fired").tag("kind", "labels").counter().count())
        .isEqualTo(1);
    assertThat(meters.get("afterimage.trigger.fired").tag("kind", "drift").counter().count())
        .isEqualTo(1);

    metrics.show(Optional.empty());
    assertThat(shown("afterimage.trigger.labels")).isNaN();
  }

  private List<String> kinds() {
    return policy.due().stream().map(Due::kind).toList();
  }

  private static Announced gated(String name, int heldOut) {
    Announced plain = version(name, 0.5);
    return new Announced(
        name,
        plain.location(),
        plain.sha256(),
        plain.bytes(),
        plain.labels(),
        Optional.empty(),
        plain.validationAccuracy(),
        Optional.of(new Gate(0.9, 0.6, 0.98, heldOut, Optional.empty())),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        START);
  }

  private double shown(String gauge) {
    return meters.find(gauge).gauges().iterator().next().value();
  }
}
