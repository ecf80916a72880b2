package io.afterimage.trainer.training.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.afterimage.model.Manifest;
import io.afterimage.model.ModelArtifact;
import io.afterimage.model.TrainingReport;
import io.afterimage.model.backbone.MobileNetV2;
import io.afterimage.model.inference.Device;
import io.afterimage.model.inference.PictureGraph;
import io.afterimage.model.inference.djl.OnnxRuntimeEngine;
import io.afterimage.trainer.dataset.DecodedPicture;
import io.afterimage.trainer.dataset.Split;
import io.afterimage.trainer.dataset.TrainingSet;
import io.afterimage.trainer.training.Adam;
import io.afterimage.trainer.training.Augmentation;
import io.afterimage.trainer.training.Checkpoints;
import io.afterimage.trainer.training.EpochResult;
import io.afterimage.trainer.training.FineTunePhase;
import io.afterimage.trainer.training.FreezePhase;
import io.afterimage.trainer.training.Phase;
import io.afterimage.trainer.training.PhasePlan;
import io.afterimage.trainer.training.PhaseResult;
import io.afterimage.trainer.training.PretrainedBase;
import io.afterimage.trainer.training.RateDecay;
import io.afterimage.trainer.training.Resources;
import io.afterimage.trainer.training.ScheduleConfig;
import io.afterimage.trainer.training.StartingPoint;
import io.afterimage.trainer.training.SyntheticPictures;
import io.afterimage.trainer.training.Training;
import io.afterimage.trainer.training.TrainingListener;
import io.afterimage.trainer.training.TrainingResult;
import io.afterimage.trainer.training.checkpoint.CheckpointFile;
import io.afterimage.trainer.validation.ExportCheck;
import io.afterimage.trainer.validation.ExportParity;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The schedule from pictures to a model file, with the real base and engines on tiny pictures. */
class TrainingTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private static final Augmentation VARIED = new Augmentation(true, 0.2, 0.05);

  private final OnnxRuntimeEngine engine = new OnnxRuntimeEngine(new Device.Cpu());
  private final Training training =
      new Training(
          new PretrainedBase(MobileNetV2.imagenet(), MobileNetV2.imagenetWeights()),
          new OnnxFrozenGraphs(engine),
          new MxnetHeadLearners(),
          new SuffixLearners(),
          new Resources(2, 1 << 20),
          InstantSource.fixed(NOW));

  private static ScheduleConfig config(int epochs) {
    return new ScheduleConfig(freeze(epochs), Optional.empty(), VARIED, 1);
  }

  private static FreezePhase freeze(int epochs) {
    return new FreezePhase(epochs, 8, Adam.withRate(1e-2), 0.2);
  }

  private TrainingResult train(TrainingSet pictures, int epochs) {
    return training.run(pictures, config(epochs), TrainingListener.NONE, () -> false);
  }

  private TrainingResult run(
      TrainingSet pictures,
      ScheduleConfig config,
      Checkpoints checkpoints,
      TrainingListener listener) {
    return training.run(
        pictures, config, StartingPoint.pretrained(), checkpoints, listener, () -> false);
  }

  private static ScheduleConfig bothPhases() {
    FineTunePhase decaying = new FineTunePhase(2, 100, 8, 1e-4, 0.2).withDecay(RateDecay.COSINE);
    return new ScheduleConfig(freeze(3), Optional.of(decaying), VARIED, 1);
  }

  @Test
  void shouldGoOnFromTheHeadWhenTheTopOfTheBaseLearns() {
    TrainingSet pictures = pictures("red", "green");
    ScheduleConfig both =
        new ScheduleConfig(
            freeze(3), Optional.of(new FineTunePhase(2, 100, 8, 1e-4, 0.2)), Augmentation.NONE, 1);

    TrainingResult result = training.run(pictures, both, TrainingListener.NONE, () -> false);

    PhaseResult freeze = result.phases().get(0);
    PhaseResult fineTune = result.phases().get(1);
    assertThat(result.history().stream().map(EpochResult::epoch)).containsExactly(0, 1, 2, 2, 3);
    assertThat(fineTune.initial().loss())
        .as("what the first phase left")
        .isCloseTo(freeze.last().validation().loss(), within(1e-3));
    assertThat(fineTune.last().validation().loss()).isLessThan(fineTune.initial().loss());
    assertServedAs(result, pictures, Split.VALIDATION, fineTune.last().validation().loss());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 5})
  void shouldGiveTheSameModelWhenKilledAndResumed(int epochsBeforeTheKill, @TempDir Path folder) {
    TrainingSet pictures = pictures("red", "green");
    ScheduleConfig both = bothPhases();
    CheckpointFile checkpoints = new CheckpointFile(folder.resolve("run/checkpoint.safetensors"));
    List<EpochResult> trained = new ArrayList<>();
    List<EpochResult> resumed = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void phaseResumed(PhasePlan plan, List<EpochResult> finished) {
            resumed.addAll(finished);
          }

          @Override
          public void epochFinished(EpochResult result) {
            trained.add(result);
            if (trained.size() == epochsBeforeTheKill) {
              throw new IllegalStateException("killed");
            }
          }
        };
    TrainingResult whole = training.run(pictures, both, TrainingListener.NONE, () -> false);
    assertThatThrownBy(() -> run(pictures, both, checkpoints, listener)).hasMessage("killed");

    TrainingResult result = run(pictures, both, checkpoints, listener);

    assertThat(resumed).hasSize(epochsBeforeTheKill).isEqualTo(trained.subList(0, resumed.size()));
    assertThat(trained).hasSize(5);
    assertThat(result.artifact().onnx()).isEqualTo(whole.artifact().onnx());
    assertThat(result.artifact().manifest().scores())
        .isEqualTo(whole.artifact().manifest().scores());
  }

  @Test
  void shouldTrainAnewWhenTheCheckpointIsOfAnotherRun(@TempDir Path folder) {
    TrainingSet pictures = pictures("red", "green");
    CheckpointFile checkpoints = new CheckpointFile(folder.resolve("checkpoint.safetensors"));
    List<Integer> trained = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void epochFinished(EpochResult result) {
            trained.add(result.epoch());
          }
        };
    run(pictures, config(2), checkpoints, listener);
    run(pictures, config(3), checkpoints, listener);
    run(pictures("red", "blue"), config(3), checkpoints, listener);

    assertThat(trained).containsExactly(0, 1, 0, 1, 2, 0, 1, 2);
  }

  @Test
  void shouldMakeAModelOfTheBestEpochBeforeAnInterruption(@TempDir Path folder) {
    TrainingSet pictures = pictures("red", "green");
    CheckpointFile checkpoints = new CheckpointFile(folder.resolve("checkpoint.safetensors"));
    StartingPoint start = StartingPoint.pretrained();
    assertThat(training.bestSoFar(pictures, bothPhases(), start, checkpoints)).isEmpty();
    TrainingListener fourEpochs =
        new TrainingListener() {
          @Override
          public void epochFinished(EpochResult result) {
            if (result.epoch() == 2 && result.phase() == Phase.FINE_TUNE) {
              throw new IllegalStateException("killed");
            }
          }
        };
    assertThatThrownBy(() -> run(pictures, bothPhases(), checkpoints, fourEpochs))
        .hasMessage("killed");

    Training.SoFar result =
        training.bestSoFar(pictures, bothPhases(), start, checkpoints).orElseThrow();

    assertThat(result.epochs()).isEqualTo(4);
    assertThat(result.artifact().manifest().scores())
        .containsEntry("validation_accuracy", result.best().validation().accuracy());
    assertServedAs(
        result.artifact(), pictures, Split.VALIDATION, result.best().validation().loss());
  }

  @Test
  void shouldStartWarmFromWhatAnEarlierModelLearned() {
    TrainingSet two = pictures("red", "green");
    TrainingResult earlier = training.run(two, bothPhases(), TrainingListener.NONE, () -> false);
    StartingPoint start = new StartingPoint.Warm(earlier.artifact());

    TrainingResult again =
        training.run(
            two, bothPhases(), start, Checkpoints.NONE, TrainingListener.NONE, () -> false);
    assertThat(again.phases().get(0).initial().loss())
        .as("before the first step")
        .isCloseTo(earlier.phases().get(1).last().validation().loss(), within(1e-4));
    assertServedAs(again, two, Split.VALIDATION, again.phases().get(1).last().validation().loss());

    TrainingSet three = pictures("red", "green", "blue");
    TrainingResult wider =
        training.run(three, config(1), start, Checkpoints.NONE, TrainingListener.NONE, () -> false);
    assertThat(wider.phases().get(0).initial().accuracy())
        .as("what was known is known, the new class is not")
        .isBetween(0.6, 0.7);
  }

  @Test
  void shouldLetPassTheExportThatWasTrainedAndNoOther() {
    TrainingSet pictures = pictures("red", "green", "blue");
    TrainingResult trained = train(pictures, 2);
    TrainingResult other = train(pictures, 1);
    ExportCheck check = ExportCheck.in(engine);

    TrainingReport report = check.require(trained, pictures).manifest().report().orElseThrow();
    assertThat(report.curve()).extracting(TrainingReport.Epoch::kept).containsExactly(false, true);
    assertThat(report.heldOut().pictures()).isEqualTo(3 * (8 + 4));
    TrainingReport.Course course = report.course().orElseThrow();
    assertThat(course.seed()).isEqualTo(trained.schedule().seed());
    assertThat(course.shift()).contains(VARIED.shift());
    assertThat(course.fromLayer()).isEmpty();
    assertThat(course.starts())
        .containsExactly(
            new TrainingReport.Start(
                "freeze",
                trained.phases().get(0).initial().loss(),
                trained.phases().get(0).initial().accuracy()));
    assertThat(report.heldOut().confusion().stream().flatMap(List::stream).mapToInt(n -> n).sum())
        .isEqualTo(36);
    assertThatThrownBy(() -> check.require(trained.withArtifact(other.artifact()), pictures))
        .isInstanceOf(ExportParity.BrokenExportException.class)
        .hasMessageContaining("the training engine says");
  }

  @Test
  void shouldMakeAModelThatScoresAsReported() {
    TrainingSet pictures = pictures("red", "green");

    TrainingResult result = train(pictures, 6);

    Manifest manifest = result.artifact().verified().manifest();
    assertThat(manifest.version()).isEqualTo(Manifest.UNPUBLISHED);
    assertThat(manifest.labels()).containsExactly("red", "green");
    assertThat(manifest.input()).isEqualTo(pictures.input());
    assertThat(manifest.backbone()).isEqualTo(MobileNetV2.NAME);
    assertThat(manifest.trainingSetFingerprint()).isEqualTo(pictures.fingerprint());
    assertThat(manifest.createdAt()).isEqualTo(NOW);
    EpochResult last = result.history().get(5);
    assertThat(manifest.scores())
        .containsEntry("validation_accuracy", last.validation().accuracy())
        .containsEntry("train_loss", last.train().loss())
        .containsEntry("train_pictures", 32.0)
        .containsEntry("validation_pictures", 16.0)
        .containsEntry("test_pictures", 8.0);
    assertThat(last.validation().accuracy()).isGreaterThan(0.9);
    assertServedAs(result, pictures, Split.VALIDATION, last.validation().loss());
    assertServedAs(result, pictures, Split.TEST, manifest.scores().get("test_loss"));
  }

  @Test
  void shouldLearnMoreThanTwoClasses() {
    TrainingSet pictures = pictures("red", "green", "blue");

    TrainingResult result = train(pictures, 8);

    EpochResult last = result.history().get(7);
    assertThat(last.validation().accuracy()).isGreaterThan(0.8);
    assertServedAs(result, pictures, Split.VALIDATION, last.validation().loss());
  }

  @Test
  void shouldGiveTheSameModelForTheSameSeed() {
    TrainingSet pictures = pictures("red", "green");

    assertThat(train(pictures, 1).artifact().manifest().scores())
        .isEqualTo(train(pictures, 1).artifact().manifest().scores());
  }

  /** Scores the model file itself: the mean of -log(probability of the true class). */
  private void assertServedAs(
      TrainingResult result, TrainingSet pictures, Split split, double loss) {
    assertServedAs(result.artifact(), pictures, split, loss);
  }

  private void assertServedAs(
      ModelArtifact artifact, TrainingSet pictures, Split split, double loss) {
    List<DecodedPicture> held = pictures.of(split);
    ByteBuffer batch = ByteBuffer.allocateDirect(held.size() * pictures.input().bytesPerPicture());
    held.forEach(picture -> batch.put(picture.rgb()));
    double sum = 0;
    try (PictureGraph served = engine.load(artifact.onnx())) {
      float[][] probabilities = served.run(batch, held.size());
      for (int i = 0; i < held.size(); i++) {
        sum -= Math.log(probabilities[i][held.get(i).label()]);
      }
    }
    assertThat(sum / held.size()).isCloseTo(loss, within(1e-3));
  }

  private static TrainingSet pictures(String... labels) {
    return SyntheticPictures.set(
        32, List.of(labels), Map.of(Split.TRAIN, 16, Split.VALIDATION, 8, Split.TEST, 4));
  }
}
