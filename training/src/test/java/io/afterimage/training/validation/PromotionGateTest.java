package io.afterimage.training.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.config.Settings;
import io.afterimage.training.validation.Verdict.Promoted;
import io.afterimage.training.validation.Verdict.Rejected;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PromotionGateTest {

  private final PromotionGate gate =
      new PromotionGate(
          List.of(
              new NotWithdrawn(),
              new EnoughImages(10),
              new ClassRecall(0.6),
              new AccuracyMargin(0.05),
              new KnownLabels()));

  /** A model that names that many of each class right. */
  private static Evaluation score(int cats, int rightCats, int dogs, int rightDogs) {
    int images = cats + dogs;
    int right = rightCats + rightDogs;
    return new Evaluation(
        images,
        (double) right / images,
        Interval.wilson(right, images),
        List.of(new ClassScore("cat", cats, rightCats), new ClassScore("dog", dogs, rightDogs)),
        List.of(List.of(rightCats, cats - rightCats), List.of(dogs - rightDogs, rightDogs)),
        List.of(),
        List.of(rightCats + dogs - rightDogs, cats - rightCats + rightDogs),
        0,
        0);
  }

  private Verdict judge(Evaluation candidate, Optional<Evaluation> active, List<String> lost) {
    return gate.judge(new Candidacy(candidate, active, lost, Optional.empty()));
  }

  private List<String> reasonsAgainst(Evaluation candidate, Evaluation active) {
    Verdict verdict = judge(candidate, Optional.of(active), List.of());
    return verdict instanceof Rejected rejected ? rejected.reasons() : List.of();
  }

  @Test
  void shouldPromoteACandidateThatIsWorseByNoMoreThanTheMargin() {
    Evaluation candidate = score(20, 17, 20, 17);
    Evaluation active = score(20, 18, 20, 18);

    assertThat(judge(candidate, Optional.of(active), List.of()))
        .isEqualTo(new Promoted(candidate, Optional.of(active)));
  }

  @Test
  void shouldRejectACandidateThatIsWorseByMoreThanTheMarginAndNameBothScores() {
    assertThat(reasonsAgainst(score(20, 17, 20, 16), score(20, 18, 20, 18)))
        .containsExactly("accuracy 0.8250 is more than 0.0500 below the active version's 0.9000");
  }

  @Test
  void shouldRejectACandidateThatGivesUpAClass() {
    assertThat(reasonsAgainst(score(80, 80, 20, 11), score(80, 70, 20, 18)))
        .containsExactly("class dog has recall 0.5500, at least 0.6000 is needed");
  }

  @Test
  void shouldSayThatThereAreTooFewImages() {
    assertThat(reasonsAgainst(score(20, 20, 9, 9), score(20, 20, 9, 9)))
        .containsExactly(
            "too few held-out images of class dog: 9, at least 10 are needed; label more");
  }

  @Test
  void shouldPromoteACandidateThatHasExactlyTheLeastImagesAndTheLeastRecall() {
    assertThat(judge(score(10, 6, 10, 6), Optional.empty(), List.of()))
        .isInstanceOf(Promoted.class);
  }

  @Test
  void shouldRejectACandidateThatForgetsALabel() {
    Verdict verdict = judge(score(20, 20, 20, 20), Optional.empty(), List.of("bird"));

    assertThat(verdict)
        .isInstanceOfSatisfying(
            Rejected.class, rejected -> assertThat(rejected.reasons().get(0)).contains("[bird]"));
  }

  @Test
  void shouldPromoteAFirstCandidateOnItsOwnMerits() {
    assertThat(judge(score(20, 13, 20, 13), Optional.empty(), List.of()))
        .isInstanceOf(Promoted.class);
    assertThat(judge(score(20, 11, 20, 13), Optional.empty(), List.of()))
        .isInstanceOf(Rejected.class);
  }

  @Test
  void shouldNameEveryRuleWithItsReason() {
    Verdict verdict = judge(score(20, 10, 9, 9), Optional.of(score(20, 20, 9, 9)), List.of("bird"));

    assertThat(verdict)
        .isInstanceOfSatisfying(
            Rejected.class,
            rejected -> {
              assertThat(rejected.rules())
                  .containsExactly("images", "recall", "accuracy", "labels");
              assertThat(rejected.reasons()).hasSize(4);
            });
  }

  @Test
  void shouldSayNothingElseOfWhatWasWithdrawn() {
    Verdict verdict =
        gate.judge(
            new Candidacy(
                score(20, 0, 9, 9), Optional.empty(), List.of("bird"), Optional.of("version 7")));

    assertThat(verdict)
        .isInstanceOfSatisfying(
            Rejected.class,
            rejected -> assertThat(rejected.reasons()).containsExactly("it is version 7"));
  }

  @Test
  void shouldHaveRulesWithTheirDefaults() {
    assertThat(PromotionGate.read(new Settings(Map.of())).rules())
        .contains(
            new NotWithdrawn(),
            new EnoughImages(5),
            new ClassRecall(0.5),
            new AccuracyMargin(0.01),
            new KnownLabels());
  }

  @Test
  void shouldRefuseARuleOutOfRange() {
    assertThatThrownBy(() -> new EnoughImages(0))
        .hasMessage("gate.minimum.pictures is 0, allowed is 1 or more");
    assertThatThrownBy(() -> new AccuracyMargin(1.5)).hasMessageContaining("gate.margin is 1.5");
  }
}
