package io.afterimage.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How a phase goes from its first epoch to its result: scores, rates, the epoch that is kept. */
class PhaseLoopTest {

  private final PhaseLoopRig rig = new PhaseLoopRig();

  private PhaseResult select(Selection selection, int epochs, FakeLearner learner) {
    ScheduleConfig config = PhaseLoopRig.config(Augmentation.NONE, 1).withSelection(selection);
    return rig.loop(config, PhaseLoopRig.RESOURCES)
        .run(new PhasePlan(Phase.FREEZE, 0, epochs, 4), rig.source, learner);
  }

  @Test
  void shouldReportTheInitialScoreEachBatchAndEachEpoch() {
    rig.run(Augmentation.NONE, new FakeLearner(3));

    assertThat(rig.events)
        .containsExactly(
            "start freeze 0.5",
            "0: 4/18",
            "0: 8/18",
            "0: 12/18",
            "0: 16/18",
            "0: 18/18",
            "end 0 0.5",
            "1: 4/18",
            "1: 8/18",
            "1: 12/18",
            "1: 16/18",
            "1: 18/18",
            "end 1 0.5");
  }

  @Test
  void shouldAverageStepsByTheirImagesAndScoreAfterTheEpoch() {
    PhaseResult result = rig.run(Augmentation.NONE, new FakeLearner(5));

    EpochResult first = result.epochs().get(0);
    // steps report a loss equal to their size: four of 4 and one of 2
    assertThat(first.train().loss()).isCloseTo((4 * 4 * 4 + 2 * 2) / 18.0, within(1e-9));
    assertThat(first.train().accuracy()).isEqualTo(0.5);
    // the logit is -5 before training, 0 after the first epoch's five steps, 5 after the second's
    assertThat(result.initial().loss()).isCloseTo(2.5067, within(1e-3));
    assertThat(first.validation().loss()).isCloseTo(Math.log(2), within(1e-9));
    assertThat(result.last().validation().loss()).isCloseTo(2.5067, within(1e-3));
    assertThat(result.test())
        .hasValueSatisfying(test -> assertThat(test.accuracy()).isEqualTo(0.5));
    assertThat(first.imagesPerSecond()).isCloseTo(18 / first.seconds(), within(1e-6));
  }

  @Test
  void shouldGoOnAfterTheLastFinishedEpochAsIfItHadNeverStopped() {
    List<PhaseProgress> reached = new ArrayList<>();
    PhasePlan three = new PhasePlan(Phase.FREEZE, 0, 3, 4);
    FakeLearner whole = new FakeLearner(7);
    PhaseLoop loop = rig.loop(Augmentation.DEFAULT);
    PhaseResult uninterrupted = loop.run(three, rig.source, whole, Optional.empty(), reached::add);
    rig.events.clear();

    FakeLearner resumed = new FakeLearner(7);
    PhaseResult result =
        loop.run(three, rig.source, resumed, Optional.of(reached.get(1)), progress -> {});

    assertThat(rig.events).startsWith("start freeze 0.5", "resumed after 2", "2: 4/18");
    assertThat(resumed.shown).isEqualTo(whole.shown.subList(10, 15));
    assertThat(result.epochs().subList(0, 2)).isEqualTo(uninterrupted.epochs().subList(0, 2));
    assertThat(result.last().validation()).isEqualTo(uninterrupted.last().validation());
    assertThat(result.test()).isEqualTo(uninterrupted.test());
  }

  @Test
  void shouldLowerTheRateOverThePhaseAlsoWhenResumed() {
    List<PhaseProgress> reached = new ArrayList<>();
    PhasePlan plan = new PhasePlan(Phase.FINE_TUNE, 9, 3, 4, RateDecay.COSINE);
    FakeLearner whole = new FakeLearner(0);
    PhaseLoop loop = rig.loop(Augmentation.NONE);
    loop.run(plan, rig.source, whole, Optional.empty(), reached::add);

    FakeLearner resumed = new FakeLearner(0);
    loop.run(plan, rig.source, resumed, Optional.of(reached.get(0)), progress -> {});

    // 18 images in batches of 4 are 5 steps, three times
    assertThat(whole.rateShares)
        .isEqualTo(IntStream.range(0, 15).mapToObj(i -> RateDecay.COSINE.share(i, 15)).toList());
    assertThat(resumed.rateShares).isEqualTo(whole.rateShares.subList(5, 15));
  }

  @Test
  void shouldLeaveTheRateAsItIsUnlessTold() {
    FakeLearner learner = new FakeLearner(0);
    rig.run(Augmentation.NONE, learner);

    assertThat(learner.rateShares).hasSize(10).containsOnly(1.0);
  }

  @Test
  void shouldTakeAPartOfTheImagesInEachEpochUntilAllWereTaken() {
    PhasePlan plan =
        new PhasePlan(Phase.FINE_TUNE, 0, 3, 4, RateDecay.COSINE, new Portion(1, 3), false);
    FakeLearner learner = new FakeLearner(0);

    rig.loop(Augmentation.NONE).run(plan, rig.source, learner);

    // 18 images in three parts of 6: a batch of 4 and one of 2, three times
    assertThat(rig.events).contains("0: 6/6", "1: 6/6", "2: 6/6");
    assertThat(learner.shown).hasSize(6);
    assertThat(learner.shown.stream().flatMap(List::stream).distinct()).hasSize(18);
    assertThat(learner.rateShares)
        .isEqualTo(IntStream.range(0, 6).mapToObj(i -> RateDecay.COSINE.share(i, 6)).toList());
  }

  @Test
  void shouldTakeAllImagesSeveralTimesInAnEpochEachTimeVariedAnew() {
    PhasePlan plan =
        new PhasePlan(Phase.FINE_TUNE, 0, 2, 4, RateDecay.NONE, new Portion(2, 1), false);
    FakeLearner learner = new FakeLearner(0);

    rig.loop(Augmentation.DEFAULT).run(plan, rig.source, learner);

    assertThat(rig.events).contains("0: 36/36", "1: 36/36");
    assertThat(learner.shown).hasSize(20);
    assertThat(learner.shown.stream().flatMap(List::stream).distinct().count()).isGreaterThan(36);
  }

  @Test
  void shouldTakeWeightsBetweenStartAndEndWhereTheyAreBetter() {
    // the logit is the steps so far less 10: -10 at the start, 10 after four epochs of five steps
    PhasePlan plan = new PhasePlan(Phase.FINE_TUNE, 0, 4, 4, RateDecay.NONE, Portion.WHOLE, true);
    FakeLearner learner = new FakeLearner(10);

    PhaseResult result = rig.loop(Augmentation.NONE).run(plan, rig.source, learner);

    assertThat(result.average().orElseThrow().share()).isEqualTo(0.5);
    assertThat(result.average().orElseThrow().validation().loss())
        .isCloseTo(Math.log(2), within(1e-9));
    assertThat(learner.variables().get("steps").values()).containsExactly(10);
    assertThat(result.test().orElseThrow().loss()).isCloseTo(Math.log(2), within(1e-9));
    assertThat(result.end().validation()).isEqualTo(result.average().orElseThrow().validation());
    assertThat(result.kept().epoch()).isEqualTo(3);
  }

  @Test
  void shouldLeaveTheEndWhereNothingBetweenIsBetter() {
    // the logit is -5 at the start and 0, the best, at the end
    PhasePlan plan = new PhasePlan(Phase.FINE_TUNE, 0, 1, 4, RateDecay.NONE, Portion.WHOLE, true);
    FakeLearner learner = new FakeLearner(5);

    PhaseResult result = rig.loop(Augmentation.NONE).run(plan, rig.source, learner);

    assertThat(result.average()).isEmpty();
    assertThat(learner.variables().get("steps").values()).containsExactly(5);
  }

  @Test
  void shouldRememberTheBestEpoch() {
    List<PhaseProgress> reached = new ArrayList<>();
    // the logit goes from -5 to 0 to 5: the loss is smallest in between, the accuracy the same
    rig.loop(Augmentation.NONE)
        .run(PhaseLoopRig.PLAN, rig.source, new FakeLearner(5), Optional.empty(), reached::add);

    PhaseProgress last = reached.get(1);
    assertThat(last.bestIndex()).isZero();
    assertThat(last.best().get("steps").values()).containsExactly(5);
    assertThat(last.learner().variables().get("steps").values()).containsExactly(10);
  }

  @Test
  void shouldEndAPhaseThatHasNotGotBetterForLong() {
    // the loss is smallest after the second epoch
    PhaseResult result = select(new Selection(Monitor.LOSS, 2, false), 9, new FakeLearner(10));

    assertThat(result.epochs()).hasSize(4);
    assertThat(result.kept()).isEqualTo(result.last());
  }

  @Test
  void shouldKeepTheBestEpochsVariables() {
    FakeLearner learner = new FakeLearner(10);

    PhaseResult result = select(new Selection(Monitor.ACCURACY, 0, true), 4, learner);

    assertThat(result.epochs()).hasSize(4);
    assertThat(result.kept().epoch()).isEqualTo(1);
    assertThat(learner.variables().get("steps").values()).containsExactly(10);
    assertThat(result.test().orElseThrow().loss()).isCloseTo(Math.log(2), within(1e-9));
    assertThat(result.heldOut().answers())
        .hasSize(6 + 4)
        .allSatisfy(
            answer ->
                assertThat(((HeldOutAnswers.Answer.Row) answer).logits()).isEqualTo(new float[1]));
  }
}
