package io.afterimage.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which images go through the frozen layers and to the learner, and in which order. */
class PhaseLoopImagesTest {

  private final PhaseLoopRig rig = new PhaseLoopRig();

  private List<List<Float>> shown(long seed, int threads) {
    FakeLearner learner = new FakeLearner(0);
    rig.loop(PhaseLoopRig.config(Augmentation.DEFAULT, seed), new Resources(threads, 1 << 20))
        .run(PhaseLoopRig.PLAN, rig.source, learner);
    return learner.shown;
  }

  @Test
  void shouldShowEveryImageOnceAnEpochInAnotherOrder() {
    FakeLearner learner = new FakeLearner(0);
    rig.run(Augmentation.NONE, learner);

    List<Float> first = learner.shown.subList(0, 5).stream().flatMap(List::stream).toList();
    List<Float> second = learner.shown.subList(5, 10).stream().flatMap(List::stream).toList();
    assertThat(new HashSet<>(first)).hasSize(18);
    assertThat(second).containsExactlyInAnyOrderElementsOf(first).isNotEqualTo(first);
  }

  @Test
  void shouldVaryImagesFromEpochToEpoch() {
    List<List<Float>> shown = shown(1, 2);

    HashSet<Float> first = new HashSet<>();
    shown.subList(0, 5).forEach(first::addAll);
    assertThat(shown.subList(5, 10).stream().flatMap(List::stream))
        .doesNotContainAnyElementsOf(first);
  }

  @Test
  void shouldShowTheSameForTheSameSeedWhateverTheThreads() {
    List<List<Float>> one = shown(1, 1);

    assertThat(shown(1, 3)).isEqualTo(one);
    assertThat(shown(2, 1)).isNotEqualTo(one);
  }

  @Test
  void shouldNumberEpochsFromThePlansFirstAndShowThemAsInOneRun() {
    FakeLearner learner = new FakeLearner(0);

    PhaseResult result =
        rig.loop(Augmentation.DEFAULT)
            .run(new PhasePlan(Phase.FINE_TUNE, 1, 1, 4), rig.source, learner);

    assertThat(result.epochs()).extracting(EpochResult::epoch).containsExactly(1);
    assertThat(result.last().phase()).isEqualTo(Phase.FINE_TUNE);
    assertThat(learner.shown).isEqualTo(shown(1, 2).subList(5, 10));
  }

  @Test
  void shouldRunValidationImagesThroughTheFrozenLayersOnce() {
    FakeLearner learner = new FakeLearner(0);
    rig.run(Augmentation.NONE, learner);

    assertThat(rig.images).hasValue(2 * 18 + 6 + 4);
    assertThat(learner.scored).isEqualTo(4 * 6 + 4);
  }

  @Test
  void shouldRunValidationImagesAgainWhenTheirActivationsAreTooLarge() {
    FakeLearner learner = new FakeLearner(0);
    Resources tight = new Resources(2, 5 * Float.BYTES);
    rig.loop(PhaseLoopRig.config(Augmentation.NONE, 1), tight)
        .run(PhaseLoopRig.PLAN, rig.source, learner);

    assertThat(rig.images).hasValue(2 * 18 + 4 * 6 + 4);
    assertThat(learner.scored).isEqualTo(4 * 6 + 4);
  }
}
