package io.afterimage.training.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.afterimage.models.LabelReview;
import io.afterimage.training.Augmentation;
import io.afterimage.training.AugmentationPolicy;
import io.afterimage.training.EpochResult;
import io.afterimage.training.Monitor;
import io.afterimage.training.Phase;
import io.afterimage.training.PhasePlan;
import io.afterimage.training.ScheduleConfig;
import io.afterimage.training.Selection;
import io.afterimage.training.StartingPoint;
import io.afterimage.training.Training;
import io.afterimage.training.TrainingListener;
import io.afterimage.training.TrainingResult;
import io.afterimage.training.checkpoint.CheckpointFile;
import io.afterimage.training.dataset.DecodedImage;
import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.TrainingSet;
import io.afterimage.training.suspects.SuspectHandling;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a run goes on from: the checkpoint of one that was killed, or an earlier model. */
@Tag("slow")
class ContinuedTrainingTest {

  private final TrainingRig rig = new TrainingRig();

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 5})
  void shouldGiveTheSameModelWhenKilledAndResumed(int epochsBeforeTheKill, @TempDir Path folder) {
    TrainingSet images = TrainingRig.images("red", "green");
    assertResumed(rig, images, TrainingRig.BOTH_PHASES, 5, epochsBeforeTheKill, folder);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void shouldGiveTheSameModelAfterAConvergedHead(int epochsBeforeTheKill, @TempDir Path folder) {
    assertResumed(
        new TrainingRig(SuspectHandling.DROP),
        everyFourthWrong(TrainingRig.images("red", "green")),
        TrainingRig.CONVERGED,
        3,
        epochsBeforeTheKill,
        folder);
  }

  @Test
  void shouldNotChooseItsAugmentationAgainWhenResumed(@TempDir Path folder) {
    TrainingSet images = TrainingRig.images("red", "green");
    ScheduleConfig chosenByImages = TrainingRig.CONVERGED.withAugmentation(Augmentation.AUTOMATIC);
    CheckpointFile checkpoints = new CheckpointFile(folder.resolve("checkpoint.safetensors"));
    List<AugmentationPolicy> chosen = new ArrayList<>();
    TrainingListener killed =
        new TrainingListener() {
          @Override
          public void augmentationChosen(
              AugmentationPolicy policy, Map<AugmentationPolicy, Double> losses) {
            chosen.add(policy);
            throw new IllegalStateException("killed");
          }
        };
    assertThatThrownBy(() -> rig.run(images, chosenByImages, checkpoints, killed))
        .hasMessage("killed");
    assertThat(
            rig.training.bestSoFar(images, chosenByImages, StartingPoint.pretrained(), checkpoints))
        .isEmpty();

    TrainingResult result = rig.run(images, chosenByImages, checkpoints, killed);

    assertThat(chosen).hasSize(1);
    assertThat(result.schedule().augmentation()).isEqualTo(chosen.get(0).augmentation());
    assertThat(result.artifact().onnx())
        .isEqualTo(rig.run(images, chosenByImages).artifact().onnx());
  }

  private static TrainingSet everyFourthWrong(TrainingSet images) {
    List<DecodedImage> train = new ArrayList<>(images.of(Split.TRAIN));
    for (int place = 0; place < train.size(); place += 4) {
      DecodedImage image = train.get(place);
      train.set(
          place, new DecodedImage(image.id(), 1 - image.label(), image.group(), image.pixels()));
    }
    Map<Split, List<DecodedImage>> splits = new EnumMap<>(images.images());
    splits.put(Split.TRAIN, train);
    return new TrainingSet(
        images.labels(), images.input(), splits, List.of(), "every fourth wrong");
  }

  private static void assertResumed(
      TrainingRig rig,
      TrainingSet images,
      ScheduleConfig both,
      int epochs,
      int epochsBeforeTheKill,
      Path folder) {
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
    TrainingResult whole = rig.run(images, both);
    assertThatThrownBy(() -> rig.run(images, both, checkpoints, listener)).hasMessage("killed");

    TrainingResult result = rig.run(images, both, checkpoints, listener);

    assertThat(resumed).hasSize(epochsBeforeTheKill).isEqualTo(trained.subList(0, resumed.size()));
    assertThat(trained).hasSize(epochs);
    assertThat(result.artifact().onnx()).isEqualTo(whole.artifact().onnx());
    assertThat(result.artifact().manifest().scores())
        .isEqualTo(whole.artifact().manifest().scores());
    assertThat(result.labels()).isEqualTo(whole.labels());
  }

  @Test
  void shouldNotLearnWrongLabelsInAnyPhase() {
    TrainingSet wrong = everyFourthWrong(TrainingRig.images("red", "green"));
    TrainingRig dropping = new TrainingRig(SuspectHandling.DROP);

    TrainingResult result = dropping.run(wrong, TrainingRig.CONVERGED);

    LabelReview review = result.labels().orElseThrow();
    BitSet places = new BitSet();
    for (int place = 0; place < wrong.of(Split.TRAIN).size(); place += 4) {
      places.set(place);
    }
    assertThat(review.suspects())
        .extracting(LabelReview.Suspect::id)
        .containsExactlyInAnyOrderElementsOf(
            places.stream().mapToObj(place -> wrong.of(Split.TRAIN).get(place).id()).toList());
    assertThat(review.leftOut()).isEqualTo(8);
    EpochResult tuned = result.phases().get(1).last();
    assertThat(Math.round(tuned.imagesPerSecond() * tuned.seconds())).isEqualTo(32 - 8);
  }

  @Test
  void shouldTrainAnewWhenTheCheckpointIsOfAnotherRun(@TempDir Path folder) {
    TrainingSet images = TrainingRig.images("red", "green");
    CheckpointFile checkpoints = new CheckpointFile(folder.resolve("checkpoint.safetensors"));
    List<Integer> trained = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void epochFinished(EpochResult result) {
            trained.add(result.epoch());
          }
        };
    rig.run(images, TrainingRig.config(2), checkpoints, listener);
    rig.run(images, TrainingRig.config(3), checkpoints, listener);
    rig.run(TrainingRig.images("red", "blue"), TrainingRig.config(3), checkpoints, listener);

    assertThat(trained).containsExactly(0, 1, 0, 1, 2, 0, 1, 2);
  }

  @Test
  void shouldMakeAModelOfTheBestEpochBeforeAnInterruption(@TempDir Path folder) {
    TrainingSet images = TrainingRig.images("red", "green");
    CheckpointFile checkpoints = new CheckpointFile(folder.resolve("checkpoint.safetensors"));
    StartingPoint start = StartingPoint.pretrained();
    ScheduleConfig config =
        TrainingRig.BOTH_PHASES.withSelection(new Selection(Monitor.LOSS, 0, false));
    assertThat(rig.training.bestSoFar(images, config, start, checkpoints)).isEmpty();
    TrainingListener fourEpochs =
        new TrainingListener() {
          @Override
          public void epochFinished(EpochResult result) {
            if (result.epoch() == 2 && result.phase() == Phase.FINE_TUNE) {
              throw new IllegalStateException("killed");
            }
          }
        };
    assertThatThrownBy(() -> rig.run(images, config, checkpoints, fourEpochs)).hasMessage("killed");

    Training.SoFar result =
        rig.training.bestSoFar(images, config, start, checkpoints).orElseThrow();

    assertThat(result.epochs()).isEqualTo(4);
    assertThat(result.best().phase()).isEqualTo(Phase.FINE_TUNE);
    assertThat(result.artifact().manifest().scores())
        .containsEntry("validation_accuracy", result.best().validation().accuracy());
    rig.assertServedAs(
        result.artifact(), images, Split.VALIDATION, result.best().validation().loss());
  }

  @Test
  void shouldStartWarmFromWhatAnEarlierModelLearned() {
    TrainingSet two = TrainingRig.images("red", "green");
    TrainingResult earlier = rig.run(two, TrainingRig.BOTH_PHASES);
    StartingPoint start = new StartingPoint.Warm(earlier.artifact());

    TrainingResult again = rig.run(two, TrainingRig.BOTH_PHASES, start);
    assertThat(again.phases().get(0).initial().loss())
        .as("before the first step")
        .isCloseTo(earlier.phases().get(1).last().validation().loss(), within(1e-4));
    rig.assertServedAs(
        again, two, Split.VALIDATION, again.phases().get(1).last().validation().loss());

    TrainingSet three = TrainingRig.images("red", "green", "blue");
    TrainingResult wider = rig.run(three, TrainingRig.config(1), start);
    assertThat(wider.phases().get(0).initial().accuracy())
        .as("what was known is known, the new class is not")
        .isBetween(0.6, 0.7);
  }
}
