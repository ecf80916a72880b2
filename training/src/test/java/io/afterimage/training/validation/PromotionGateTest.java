package io.afterimage.training.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.config.Settings;
import io.afterimage.models.TrainingReport;
import io.afterimage.training.validation.Verdict.Promoted;
import io.afterimage.training.validation.Verdict.Rejected;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PromotionGateTest {

  private final PromotionGate gate =
      new PromotionGate(
          List.of(
              new NotWithdrawn(),
              new EnoughImages(10),
              new ClassRecall(0.6, 10, 0.05),
              new NotWorseThanActive(new NonInferiorityTest(0.05)),
              new NotWorseThanBest(new NonInferiorityTest(0.05)),
              new KnownLabels()),
          500,
          ErrorBudget.of(0.05, 500));

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
        List.of(new TrainingReport.Confused("dog", "cat", dogs - rightDogs)),
        List.of(rightCats + dogs - rightDogs, cats - rightCats + rightDogs),
        0,
        0);
  }

  /** With pairs that agree as far as they can. */
  private static Comparison comparison(Evaluation candidate, Evaluation opponent) {
    int images = candidate.images();
    int right = (int) Math.round(candidate.accuracy() * images);
    int theirs = (int) Math.round(opponent.accuracy() * images);
    int both = Math.min(right, theirs);
    return new Comparison(
        "v1",
        new PairedOutcomes(both, right - both, theirs - both, images - Math.max(right, theirs)),
        0.025);
  }

  private Verdict judge(Evaluation candidate, Optional<Evaluation> active, List<String> lost) {
    return gate.judge(
        new Candidacy(
            candidate,
            active,
            active.map(rival -> comparison(candidate, rival)),
            Optional.empty(),
            lost,
            Optional.empty()));
  }

  private List<String> reasonsAgainst(Evaluation candidate, Evaluation active) {
    Verdict verdict = judge(candidate, Optional.of(active), List.of());
    return verdict instanceof Rejected rejected ? rejected.reasons() : List.of();
  }

  @Test
  void shouldPromoteACandidateThatIsShownToBeAsGoodAndSayHow() {
    Verdict verdict =
        judge(score(100, 95, 100, 95), Optional.of(score(100, 90, 100, 90)), List.of());

    assertThat(verdict).isInstanceOf(Promoted.class);
    assertThat(verdict.remarks().get(0))
        .startsWith(
            "accuracy 0.9500 against 0.9000 of version v1 on the same 200 images that neither has"
                + " learned (10 better, 0 worse), difference above 0.0")
        .endsWith(
            "with 97.50 % confidence (its share of the error rate, earned by new images, is 2.5 %),"
                + " -0.0500 or more is needed");
  }

  @Test
  void shouldRejectACandidateThatIsWorseOnTheImagesAndNameBothScores() {
    assertThat(reasonsAgainst(score(2000, 1799, 2000, 1800), score(2000, 1800, 2000, 1800)))
        .containsExactly(
            "accuracy 0.8998 is below the active version's 0.9000 on the same 4000 images");
  }

  @Test
  void shouldRejectACandidateThatTooFewImagesSpeakFor() {
    assertThat(reasonsAgainst(score(20, 19, 20, 19), score(20, 19, 20, 19)))
        .singleElement()
        .satisfies(
            reason ->
                assertThat(reason)
                    .startsWith("not shown to be as good as the active version")
                    .endsWith("label more images"));
  }

  @Test
  void shouldRejectACandidateThatIsWorseThanAnEarlierVersion() {
    Evaluation candidate = score(100, 90, 100, 90);
    Evaluation best = score(100, 96, 100, 96);

    Verdict verdict =
        gate.judge(
            new Candidacy(
                candidate,
                Optional.of(candidate),
                Optional.of(comparison(candidate, candidate)),
                Optional.of(comparison(candidate, best)),
                List.of(),
                Optional.empty()));

    assertThat(verdict)
        .isInstanceOfSatisfying(
            Rejected.class, rejected -> assertThat(rejected.rules()).containsExactly("best"));
  }

  @Test
  void shouldRejectACandidateThatGivesUpAClass() {
    assertThat(reasonsAgainst(score(180, 180, 20, 5), score(180, 165, 20, 18)))
        .containsExactly(
            "class dog has recall 0.2500 on 20 images, at least 0.6000 is needed, and the active"
                + " version has 0.9000");
  }

  /** The story of a turned world: far better as a whole, and a class that neither can tell. */
  @Test
  void shouldPromoteACandidateWhoseWeakClassTheActiveVersionDoesNoBetter() {
    assertThat(judge(score(200, 170, 50, 10), Optional.of(score(200, 130, 50, 10)), List.of()))
        .isInstanceOf(Promoted.class);
  }

  @Test
  void shouldNameClassesThatAreUnprovenAndLetThemBlockNothing() {
    Verdict verdict = judge(score(300, 290, 9, 0), Optional.of(score(300, 280, 9, 0)), List.of());

    assertThat(verdict).isInstanceOf(Promoted.class);
    assertThat(verdict.remarks())
        .contains(
            "unproven, with fewer than 10 such images or like another class:"
                + " {dog=9 (looks like `cat`)}");
  }

  /** 25 images of a mistyped class, all of which are answered with the right name. */
  @Test
  void shouldLetAMistypedClassBlockNothing() {
    Evaluation candidate =
        new Evaluation(
            325,
            300.0 / 325,
            Interval.wilson(300, 325),
            List.of(new ClassScore("Bag", 25, 0), new ClassScore("bag", 300, 300)),
            List.of(),
            List.of(new TrainingReport.Confused("Bag", "bag", 25)),
            List.of(0, 325),
            0,
            0);

    Verdict verdict = judge(candidate, Optional.empty(), List.of());

    assertThat(verdict).isInstanceOf(Promoted.class);
    assertThat(verdict.remarks())
        .singleElement()
        .satisfies(remark -> assertThat(remark).contains("{Bag=25 (looks like `bag`)}"));
  }

  /** Five images a class: the lowest of a hundred shares says nothing of the lowest recall. */
  @Test
  void shouldPromoteAHundredClassesOfFairRecallWithFiveImagesEach() {
    PromotionGate usual = PromotionGate.read(new Settings(Map.of()));
    SplittableRandom random = new SplittableRandom(1);
    int rejected = 0;
    for (int trial = 0; trial < 200; trial++) {
      List<ClassScore> classes = new ArrayList<>();
      for (int label = 0; label < 100; label++) {
        int right = (int) random.doubles(5).filter(value -> value < 0.8).count();
        classes.add(new ClassScore("class-" + label, 5, right));
      }
      Evaluation candidate =
          new Evaluation(
              500,
              0.8,
              Interval.wilson(400, 500),
              classes,
              List.of(),
              List.of(),
              Collections.nCopies(100, 5),
              0,
              0);
      Candidacy candidacy =
          new Candidacy(
              candidate,
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              List.of(),
              Optional.empty());
      rejected += usual.judge(candidacy) instanceof Rejected ? 1 : 0;
    }

    assertThat(rejected).isLessThanOrEqualTo(10);
  }

  @Test
  void shouldRejectWhereNothingIsLeftToJudgeBy() {
    Evaluation nothing = Evaluation.ofNothing(List.of("cat", "dog"));

    assertThat(reasonsAgainst(nothing, nothing))
        .singleElement()
        .satisfies(reason -> assertThat(reason).contains("label some new images"));
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
    assertThat(judge(score(20, 11, 20, 11), Optional.empty(), List.of()))
        .isInstanceOf(Promoted.class);
    assertThat(judge(score(20, 4, 20, 18), Optional.empty(), List.of()))
        .isInstanceOf(Rejected.class);
  }

  @Test
  void shouldNameEveryRuleWithItsReason() {
    Verdict verdict =
        judge(score(20, 3, 30, 30), Optional.of(score(20, 20, 30, 30)), List.of("bird"));

    assertThat(verdict)
        .isInstanceOfSatisfying(
            Rejected.class,
            rejected -> {
              assertThat(rejected.rules()).containsExactly("recall", "accuracy", "labels");
              assertThat(rejected.reasons()).hasSize(3);
            });
  }

  @Test
  void shouldSayNothingElseOfWhatWasWithdrawn() {
    Verdict verdict =
        gate.judge(
            new Candidacy(
                score(20, 0, 9, 9),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of("bird"),
                Optional.of("version 7")));

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
            new ClassRecall(0.5, 5, 0.05),
            new NotWorseThanActive(new NonInferiorityTest(0.01)),
            new NotWorseThanBest(new NonInferiorityTest(0.01)),
            new KnownLabels());
  }

  @Test
  void shouldLetAllImagesDecideWithoutAWindowAndEarnTheErrorRateByFiveHundred() {
    PromotionGate whole = PromotionGate.read(new Settings(Map.of("gate.window", "0")));

    assertThat(whole.window()).isEqualTo(Integer.MAX_VALUE);
    assertThat(whole.budget()).isEqualTo(ErrorBudget.of(0.05, 500));
    assertThat(PromotionGate.read(new Settings(Map.of("gate.window", "80"))).budget())
        .isEqualTo(ErrorBudget.of(0.05, 80));
  }

  @Test
  void shouldRefuseARuleOutOfRange() {
    assertThatThrownBy(() -> new EnoughImages(0))
        .hasMessage("gate.minimum.pictures is 0, allowed is 1 or more");
    assertThatThrownBy(() -> new NonInferiorityTest(1.5))
        .hasMessageContaining("gate.margin is 1.5");
    assertThatThrownBy(() -> ErrorBudget.of(0, 500)).hasMessageContaining("gate.error.rate is 0");
  }
}
