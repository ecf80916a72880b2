package io.afterimage.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.afterimage.model.weights.Tensor;
import io.afterimage.trainer.dataset.Split;
import io.afterimage.trainer.dataset.TrainingSet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PhaseLoopTest {

  private static final int SIZE = 8;
  private static final int BYTES = SIZE * SIZE * 3;

  private static final TrainingSet PICTURES =
      SyntheticPictures.set(
          SIZE,
          List.of("red", "green"),
          Map.of(Split.TRAIN, 9, Split.VALIDATION, 3, Split.TEST, 2));

  private static final PhasePlan PLAN = new PhasePlan(Phase.FREEZE, 0, 2, 4);

  private final List<String> events = new ArrayList<>();
  private final AtomicInteger pictures = new AtomicInteger();

  /** One value a picture: the sum of its bytes, each times its place, so no two are alike. */
  private final ActivationSource source =
      (batch, n) -> {
        pictures.addAndGet(n);
        float[] sums = new float[n];
        for (int i = 0; i < n * BYTES; i++) {
          sums[i / BYTES] += (batch.get(i) & 0xff) * (1 + i % BYTES);
        }
        return new Activations(List.of(new Tensor(new long[] {n, 1}, sums)));
      };

  private final TrainingListener listener =
      new TrainingListener() {
        @Override
        public void phaseStarted(PhasePlan plan, Score initial) {
          events.add("start " + plan.phase().code() + " " + initial.accuracy());
        }

        @Override
        public void phaseResumed(PhasePlan plan, List<EpochResult> finished) {
          events.add("resumed after " + finished.size());
        }

        @Override
        public void batchFinished(Phase phase, int epoch, int done, int total, Score soFar) {
          events.add(epoch + ": " + done + "/" + total);
        }

        @Override
        public void epochFinished(EpochResult result) {
          events.add("end " + result.epoch() + " " + result.validation().accuracy());
        }
      };

  private PhaseLoop loop(Augmentation augmentation, long seed, int threads, long keptBytes) {
    ScheduleConfig config =
        new ScheduleConfig(FreezePhase.DEFAULT, Optional.empty(), augmentation, seed);
    Resources resources = new Resources(threads, keptBytes);
    return new PhaseLoop(PICTURES, config, resources, listener, () -> false);
  }

  private List<List<Float>> shown(long seed, int threads) {
    FakeLearner learner = new FakeLearner(0);
    loop(Augmentation.DEFAULT, seed, threads, 1 << 20).run(PLAN, source, learner);
    return learner.shown;
  }

  @Test
  void shouldReportTheInitialScoreEachBatchAndEachEpoch() {
    loop(Augmentation.NONE, 1, 2, 1 << 20).run(PLAN, source, new FakeLearner(3));

    assertThat(events)
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
  void shouldAverageStepsByTheirPicturesAndScoreAfterTheEpoch() {
    PhaseResult result =
        loop(Augmentation.NONE, 1, 2, 1 << 20).run(PLAN, source, new FakeLearner(5));

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
    assertThat(first.picturesPerSecond()).isCloseTo(18 / first.seconds(), within(1e-6));
  }

  @Test
  void shouldShowEveryPictureOnceAnEpochInAnotherOrder() {
    FakeLearner learner = new FakeLearner(0);
    loop(Augmentation.NONE, 1, 2, 1 << 20).run(PLAN, source, learner);

    List<Float> first = learner.shown.subList(0, 5).stream().flatMap(List::stream).toList();
    List<Float> second = learner.shown.subList(5, 10).stream().flatMap(List::stream).toList();
    assertThat(new HashSet<>(first)).hasSize(18);
    assertThat(second).containsExactlyInAnyOrderElementsOf(first).isNotEqualTo(first);
  }

  @Test
  void shouldVaryPicturesFromEpochToEpoch() {
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
        loop(Augmentation.DEFAULT, 1, 2, 1 << 20)
            .run(new PhasePlan(Phase.FINE_TUNE, 1, 1, 4), source, learner);

    assertThat(result.epochs()).extracting(EpochResult::epoch).containsExactly(1);
    assertThat(result.last().phase()).isEqualTo(Phase.FINE_TUNE);
    assertThat(learner.shown).isEqualTo(shown(1, 2).subList(5, 10));
  }

  @Test
  void shouldGoOnAfterTheLastFinishedEpochAsIfItHadNeverStopped() {
    List<PhaseProgress> reached = new ArrayList<>();
    PhasePlan three = new PhasePlan(Phase.FREEZE, 0, 3, 4);
    FakeLearner whole = new FakeLearner(7);
    PhaseLoop loop = loop(Augmentation.DEFAULT, 1, 2, 1 << 20);
    PhaseResult uninterrupted = loop.run(three, source, whole, Optional.empty(), reached::add);
    events.clear();

    FakeLearner resumed = new FakeLearner(7);
    PhaseResult result =
        loop.run(three, source, resumed, Optional.of(reached.get(1)), progress -> {});

    assertThat(events).startsWith("start freeze 0.5", "resumed after 2", "2: 4/18");
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
    PhaseLoop loop = loop(Augmentation.NONE, 1, 2, 1 << 20);
    loop.run(plan, source, whole, Optional.empty(), reached::add);

    FakeLearner resumed = new FakeLearner(0);
    loop.run(plan, source, resumed, Optional.of(reached.get(0)), progress -> {});

    // 18 pictures in batches of 4 are 5 steps, three times
    assertThat(whole.rateShares)
        .isEqualTo(IntStream.range(0, 15).mapToObj(i -> RateDecay.COSINE.share(i, 15)).toList());
    assertThat(resumed.rateShares).isEqualTo(whole.rateShares.subList(5, 15));
  }

  @Test
  void shouldLeaveTheRateAsItIsUnlessTold() {
    FakeLearner learner = new FakeLearner(0);
    loop(Augmentation.NONE, 1, 2, 1 << 20).run(PLAN, source, learner);

    assertThat(learner.rateShares).hasSize(10).containsOnly(1.0);
  }

  @Test
  void shouldRememberTheBestEpoch() {
    List<PhaseProgress> reached = new ArrayList<>();
    // the logit goes from -5 to 0 to 5: the loss is smallest in between, the accuracy the same
    loop(Augmentation.NONE, 1, 2, 1 << 20)
        .run(PLAN, source, new FakeLearner(5), Optional.empty(), reached::add);

    PhaseProgress last = reached.get(1);
    assertThat(last.bestIndex()).isZero();
    assertThat(last.best().get("steps").values()).containsExactly(5);
    assertThat(last.learner().variables().get("steps").values()).containsExactly(10);
  }

  private PhaseResult select(Selection selection, int epochs, FakeLearner learner) {
    ScheduleConfig config =
        new ScheduleConfig(FreezePhase.DEFAULT, Optional.empty(), Augmentation.NONE, 1)
            .withSelection(selection);
    return new PhaseLoop(PICTURES, config, new Resources(2, 1 << 20), listener, () -> false)
        .run(new PhasePlan(Phase.FREEZE, 0, epochs, 4), source, learner);
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
    assertThat(result.heldOut().validation()).isEqualTo(new float[6][1]);
    assertThat(result.heldOut().test()).hasDimensions(4, 1);
  }

  @Test
  void shouldRunValidationPicturesThroughTheFrozenLayersOnce() {
    FakeLearner learner = new FakeLearner(0);
    loop(Augmentation.NONE, 1, 2, 1 << 20).run(PLAN, source, learner);

    assertThat(pictures).hasValue(2 * 18 + 6 + 4);
    assertThat(learner.scored).isEqualTo(4 * 6 + 4);
  }

  @Test
  void shouldRunValidationPicturesAgainWhenTheirActivationsAreTooLarge() {
    FakeLearner learner = new FakeLearner(0);
    loop(Augmentation.NONE, 1, 2, 5 * Float.BYTES).run(PLAN, source, learner);

    assertThat(pictures).hasValue(2 * 18 + 4 * 6 + 4);
    assertThat(learner.scored).isEqualTo(4 * 6 + 4);
  }

  @Test
  void shouldStopWithinABatchWhenCancelled() {
    FakeLearner learner = new FakeLearner(0);
    PhaseLoop loop =
        new PhaseLoop(
            PICTURES,
            ScheduleConfig.DEFAULT,
            new Resources(2, 0),
            TrainingListener.NONE,
            () -> learner.shown.size() == 3);

    assertThatThrownBy(() -> loop.run(PLAN, source, learner))
        .isInstanceOf(CancellationException.class);
    assertThat(learner.shown).hasSize(3);
  }

  @Test
  void shouldNotUseTheFrozenLayersAfterItFailed() {
    AtomicInteger running = new AtomicInteger();
    ActivationSource watched =
        (batch, n) -> {
          running.incrementAndGet();
          try {
            return source.run(batch, n);
          } finally {
            running.decrementAndGet();
          }
        };
    Learner failing =
        new Learner() {
          private final FakeLearner fake = new FakeLearner(0);

          @Override
          public StepResult train(Activations batch, int[] labels, double rateShare) {
            throw new IllegalStateException("out of memory");
          }

          @Override
          public float[][] logits(Activations batch) {
            return fake.logits(batch);
          }

          @Override
          public Map<String, Tensor> variables() {
            return fake.variables();
          }

          @Override
          public LearnerState state() {
            return fake.state();
          }

          @Override
          public void restore(LearnerState state) {
            fake.restore(state);
          }

          @Override
          public void close() {}
        };

    assertThatThrownBy(() -> loop(Augmentation.DEFAULT, 1, 2, 0).run(PLAN, watched, failing))
        .hasMessage("out of memory");
    assertThat(running).hasValue(0);
  }

  @Test
  void shouldPassOnWhatTheFrozenLayersThrow() {
    ActivationSource broken =
        (ByteBuffer batch, int n) -> {
          throw new IllegalStateException("no such tensor");
        };

    assertThatThrownBy(() -> loop(Augmentation.NONE, 1, 2, 0).run(PLAN, broken, new FakeLearner(0)))
        .hasMessage("no such tensor");
  }
}
