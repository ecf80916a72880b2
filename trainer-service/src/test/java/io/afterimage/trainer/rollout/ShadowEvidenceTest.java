package io.afterimage.trainer.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.ShadowPrediction;
import io.afterimage.trainer.guardrails.GuardrailConfig;
import io.afterimage.trainer.guardrails.Guardrails;
import io.afterimage.trainer.rollout.TrialVerdict.Pending;
import io.afterimage.trainer.rollout.TrialVerdict.Promoted;
import io.afterimage.trainer.rollout.TrialVerdict.Withdrawn;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShadowEvidenceTest {

  private static final int IMAGES = 100;

  /** What simulated versions differ in is beside the point. */
  private static final GuardrailConfig ANY = new GuardrailConfig(1, 0, 1, 1000, 0.01, 0);

  private final ShadowEvidence evidence = evidence(GuardrailConfig.DEFAULT);
  private final Map<String, String> labels = new HashMap<>();

  @Test
  void shouldWaitForTheImagesAndThenPromoteWithFigures() {
    answers(0, 99, "cat", "cat");
    assertThat(verdict(config(0))).isEqualTo(new Pending("answered 99 of 100 images"));

    answers(99, 100, "dog", "cat");

    assertThat(verdict(config(0)))
        .isEqualTo(
            new Promoted(
                "as a shadow it agreed with version v7 on 0.9900 of 100 images in 1.50 times its"
                    + " time, none of them labelled"));
  }

  @Test
  void shouldCountAnImageOnceAndOnlyAnswersOfTheTwoVersions() {
    answers(0, 60, "cat", "cat");
    answers(0, 60, "dog", "cat");
    evidence.add(answer("other", "v9", Optional.of("cat"), "v7", "cat", 1));
    evidence.add(answer("former", "v8", Optional.of("cat"), "v6", "cat", 1));

    assertThat(evidence.images()).isEqualTo(60);
  }

  @Test
  void shouldWithdrawAVersionThatDoesNotGetItsImagesInTime() {
    answers(0, 12, "cat", "cat");

    assertThat(evidence.verdict(config(0), labels, true))
        .isEqualTo(new Withdrawn("as a shadow it answered 12 of 100 images within PT24H"));
  }

  @Test
  void shouldWithdrawAVersionWithoutAnswers() {
    answers(0, 40, "cat", "cat");
    unanswered(40, 42);
    assertThat(verdict(config(0))).as("2 of 42 may be chance").isInstanceOf(Pending.class);

    unanswered(42, 50);

    assertThat(verdict(config(0)))
        .as("there is no need to wait for more images")
        .isInstanceOf(Withdrawn.class)
        .extracting(TrialVerdict::text)
        .asString()
        .startsWith("no answer to 0.2000 of 50 images, more than 0.01; as a shadow");
  }

  @Test
  void shouldWithdrawAVersionThatAgreesTooRarelyUnlessLabelsSpeakForIt() {
    answers(0, 98, "dog", "cat");
    assertThat(verdict(config(0))).as("before its images").isInstanceOf(Pending.class);
    answers(98, 100, "cat", "cat");
    assertThat(verdict(config(0)))
        .isInstanceOf(Withdrawn.class)
        .extracting(TrialVerdict::text)
        .asString()
        .startsWith("agreement below 0.20: 0.0200 of 100 images; ");

    label(0, 1, "cat");
    label(1, 2, "dog");
    assertThat(verdict(config(0))).as("as many speak against it").isInstanceOf(Withdrawn.class);

    label(2, 3, "dog");
    assertThat(verdict(config(0))).isInstanceOf(Promoted.class);
  }

  @Test
  void shouldWithdrawAVersionThatIsTooSlow() {
    for (int i = 0; i < 20; i++) {
      evidence.add(
          answer(
              "image-" + i, "v8", Optional.of("cat"), "v7", "cat", 3.5 + i / 100.0, 1 + i / 1e6));
    }

    assertThat(verdict(config(0)))
        .isInstanceOf(Withdrawn.class)
        .extracting(TrialVerdict::text)
        .asString()
        .startsWith("slower than 3.00 times in 1.0000 of 20 batches; ");
  }

  @Test
  void shouldWithdrawAVersionThatLabelsShowToBeWorse() {
    answers(0, 60, "cat", "cat");
    answers(60, 100, "dog", "cat");
    label(50, 67, "cat");
    assertThat(verdict(config(0)))
        .as("0 of 7 can be chance for somebody who looks after each: 0.0078 by then alone")
        .isInstanceOf(Promoted.class);

    label(67, 68, "cat");

    assertThat(verdict(config(0)))
        .isEqualTo(
            new Withdrawn(
                "worse than version v7 by chance in less than 1 % of cases; as a shadow it agreed"
                    + " with version v7 on 0.6000 of 100 images in 1.50 times its time, right on"
                    + " 10 of 18 that were labelled, version v7 on 18"));
  }

  @Test
  void shouldWaitForLabelsUntilTheTimeIsOver() {
    answers(0, 100, "cat", "cat");
    label(0, 4, "cat");
    label(100, 200, "cat");

    assertThat(verdict(config(5)).text()).startsWith("4 of 5 labels; ");
    assertThat(evidence.verdict(config(5), labels, true)).isInstanceOf(Promoted.class);
    label(4, 5, "dog");
    assertThat(verdict(config(5))).isInstanceOf(Promoted.class);
  }

  /**
   * Two equally good versions that half of 100 images part, and one that is 10 points worse, parted
   * by 20 % of 300. Looked at after each label that parts both: others change nothing.
   */
  @Test
  void shouldKeepItsErrorRateAndSeeTenPoints() {
    SplittableRandom random = new SplittableRandom(7);

    assertThat(withdrawnOf(600, 100, random, 0.25, 0.25)).as("0.8 %").isBetween(0, 14);
    assertThat(withdrawnOf(60, 300, random, 0.05, 0.15)).as("81 %").isGreaterThan(38);
  }

  private int withdrawnOf(
      int trials, int images, SplittableRandom random, double gained, double lost) {
    RolloutConfig config = new RolloutConfig(images, 1, 0, ANY, Duration.ofDays(1));
    int withdrawn = 0;
    for (int trial = 0; trial < trials; trial++) {
      ShadowEvidence simulated = evidence(ANY);
      List<String> apart = new ArrayList<>();
      for (int i = 0; i < images; i++) {
        double place = random.nextDouble();
        String own = place >= gained && place < gained + lost ? "dog" : "cat";
        String active = place < gained ? "dog" : "cat";
        simulated.add(answer("image-" + i, "v8", Optional.of(own), "v7", active, 1));
        if (place < gained + lost) {
          apart.add("image-" + i);
        }
      }
      Map<String, String> truth = new HashMap<>();
      boolean worse = false;
      for (int i = 0; i < apart.size() && !worse; i++) {
        truth.put(apart.get(i), "cat");
        worse = simulated.verdict(config, truth, false) instanceof Withdrawn;
      }
      withdrawn += worse ? 1 : 0;
    }
    return withdrawn;
  }

  private static ShadowEvidence evidence(GuardrailConfig guardrails) {
    return new ShadowEvidence("v8", "v7", new Guardrails(guardrails, Set.of()));
  }

  private TrialVerdict verdict(RolloutConfig config) {
    return evidence.verdict(config, labels, false);
  }

  private static RolloutConfig config(int labels) {
    return new RolloutConfig(IMAGES, 0.1, labels, GuardrailConfig.DEFAULT, Duration.ofDays(1));
  }

  private void answers(int from, int to, String own, String active) {
    for (int i = from; i < to; i++) {
      evidence.add(answer("image-" + i, "v8", Optional.of(own), "v7", active, 1.5));
    }
  }

  private void unanswered(int from, int to) {
    for (int i = from; i < to; i++) {
      evidence.add(answer("image-" + i, "v8", Optional.empty(), "v7", "cat", 1.5));
    }
  }

  private void label(int from, int to, String label) {
    IntStream.range(from, to).forEach(i -> labels.put("image-" + i, label));
  }

  private static ShadowPrediction answer(
      String id,
      String version,
      Optional<String> label,
      String activeVersion,
      String activeLabel,
      double millis) {
    return answer(id, version, label, activeVersion, activeLabel, millis, 1);
  }

  private static ShadowPrediction answer(
      String id,
      String version,
      Optional<String> label,
      String activeVersion,
      String activeLabel,
      double millis,
      double activeMillis) {
    return new ShadowPrediction(
        id,
        new ImagePointer("images", 0, 0),
        version,
        label,
        label.map(known -> 0.9),
        label.isEmpty() ? Optional.of("NaN") : Optional.empty(),
        millis,
        activeVersion,
        activeLabel,
        0.8,
        activeMillis,
        Instant.EPOCH);
  }
}
