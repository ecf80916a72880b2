package io.afterimage.training.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.afterimage.models.Manifest;
import io.afterimage.models.TrainingReport;
import io.afterimage.networks.backbone.KnownBackbone;
import io.afterimage.training.Augmentation;
import io.afterimage.training.Checkpoints;
import io.afterimage.training.ClassWeighting;
import io.afterimage.training.EpochResult;
import io.afterimage.training.FineTunePhase;
import io.afterimage.training.FreezePhase;
import io.afterimage.training.Monitor;
import io.afterimage.training.Phase;
import io.afterimage.training.PhaseResult;
import io.afterimage.training.ScheduleConfig;
import io.afterimage.training.Score;
import io.afterimage.training.Selection;
import io.afterimage.training.TrainingListener;
import io.afterimage.training.TrainingResult;
import io.afterimage.training.dataset.DecodedImage;
import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.TrainingSet;
import io.afterimage.training.validation.ExportCheck;
import io.afterimage.training.validation.ExportParity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The schedule from images to a model file, with the real base and engines on tiny images. */
@Tag("slow")
class TrainingTest {

  private final TrainingRig rig = new TrainingRig();

  @Test
  void shouldGoOnFromTheHeadWhenTheTopOfTheBaseLearns() {
    TrainingSet images = TrainingRig.images("red", "green");
    ScheduleConfig both =
        new ScheduleConfig(
            TrainingRig.freeze(3),
            Optional.of(new FineTunePhase(2, 100, 8, 1e-4, 0.2)),
            Augmentation.NONE,
            1);

    TrainingResult result = rig.run(images, both);

    PhaseResult freeze = result.phases().get(0);
    PhaseResult fineTune = result.phases().get(1);
    assertThat(result.history().stream().map(EpochResult::epoch)).containsExactly(0, 1, 2, 2, 3);
    assertThat(fineTune.initial().loss())
        .as("what the first phase left")
        .isCloseTo(freeze.last().validation().loss(), within(1e-3));
    assertThat(fineTune.last().validation().loss()).isLessThan(fineTune.initial().loss());
    rig.assertServedAs(result, images, Split.VALIDATION, fineTune.last().validation().loss());
  }

  @Test
  void shouldFitTheHeadToItsOptimumAndReportItAsOneEpoch() {
    TrainingSet images = TrainingRig.images("red", "green", "blue");
    List<Integer> done = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void batchFinished(Phase phase, int epoch, int now, int total, Score soFar) {
            done.add(now);
            assertThat(total).isEqualTo(48);
            assertThat(soFar.loss()).isCloseTo(Math.log(3), within(1e-4));
          }
        };
    ScheduleConfig headAlone =
        new ScheduleConfig(FreezePhase.DEFAULT, Optional.empty(), TrainingRig.VARIED, 1);

    TrainingResult result = rig.run(images, headAlone, Checkpoints.NONE, listener);

    PhaseResult phase = result.chosenPhase();
    assertThat(result.history()).hasSize(1);
    assertThat(done).containsExactly(32, 48);
    assertThat(phase.initial().loss()).isCloseTo(Math.log(3), within(1e-4));
    assertThat(phase.last().validation().accuracy()).isEqualTo(1);
    assertThat(phase.heldOut().answers()).hasSize(36);
    rig.assertServedAs(result, images, Split.VALIDATION, phase.last().validation().loss());
    rig.assertServedAs(result, images, Split.TEST, phase.test().orElseThrow().loss());
    assertThat(ExportCheck.in(rig.engine).require(result, images)).isNotNull();
  }

  @Test
  void shouldReturnTheHeadWhereFineTuningMakesItWorse() {
    TrainingSet images = TrainingRig.images("red", "green");
    ScheduleConfig harmful =
        new ScheduleConfig(
            Optional.of(FreezePhase.DEFAULT),
            Optional.of(new FineTunePhase(2, 100, 8, 0.5, 0.2)),
            Augmentation.NONE,
            new Selection(Monitor.LOSS, 0, true),
            ClassWeighting.OFF,
            false,
            1);

    TrainingResult result = rig.run(images, harmful);

    PhaseResult head = result.phases().get(0);
    assertThat(result.phases().get(1).kept().validation().loss())
        .isGreaterThan(head.kept().validation().loss());
    assertThat(result.chosen()).isZero();
    rig.assertServedAs(result, images, Split.VALIDATION, head.kept().validation().loss());
  }

  /** With that many near twins among the validation images. */
  private static TrainingReport.HeldOut heldOut(
      ExportCheck check, TrainingResult trained, TrainingSet images, int twins) {
    Set<String> alike =
        images.of(Split.VALIDATION).stream()
            .limit(twins)
            .map(DecodedImage::id)
            .collect(Collectors.toSet());
    return check.require(trained, images, alike).manifest().report().orElseThrow().heldOut();
  }

  @Test
  void shouldLetPassTheExportThatWasTrainedAndNoOther() {
    TrainingSet images = TrainingRig.images("red", "green", "blue");
    TrainingResult trained = rig.train(images, 2);
    TrainingResult other = rig.train(images, 1);
    ExportCheck check = ExportCheck.in(rig.engine);

    TrainingReport report = check.require(trained, images).manifest().report().orElseThrow();
    assertThat(report.curve()).extracting(TrainingReport.Epoch::kept).containsExactly(false, true);
    assertThat(report.heldOut().images()).isEqualTo(3 * (8 + 4));
    TrainingReport.Course course = report.course().orElseThrow();
    assertThat(course.seed()).isEqualTo(trained.schedule().seed());
    assertThat(course.shift()).contains(TrainingRig.VARIED.shift());
    assertThat(course.fromLayer()).isEmpty();
    assertThat(course.starts())
        .containsExactly(
            new TrainingReport.Start(
                "freeze",
                trained.phases().get(0).initial().loss(),
                trained.phases().get(0).initial().accuracy()));
    assertThat(report.heldOut().confusion().stream().flatMap(List::stream).mapToInt(n -> n).sum())
        .isEqualTo(36);
    assertThat(heldOut(check, trained, images, 6))
        .returns(30, TrainingReport.HeldOut::images)
        .returns(Optional.of(new TrainingReport.Twins(6, false)), TrainingReport.HeldOut::twins);
    assertThat(heldOut(check, trained, images, 7))
        .returns(36, TrainingReport.HeldOut::images)
        .returns(Optional.of(new TrainingReport.Twins(7, true)), TrainingReport.HeldOut::twins);
    assertThatThrownBy(() -> check.require(trained.withArtifact(other.artifact()), images))
        .isInstanceOf(ExportParity.BrokenExportException.class)
        .hasMessageContaining("the training engine says");
  }

  @Test
  void shouldMakeAModelThatScoresAsReported() {
    TrainingSet images = TrainingRig.images("red", "green");

    TrainingResult result = rig.train(images, 6);

    Manifest manifest = result.artifact().verified().manifest();
    assertThat(manifest.version()).isEqualTo(Manifest.UNPUBLISHED);
    assertThat(manifest.labels()).containsExactly("red", "green");
    assertThat(manifest.input()).isEqualTo(images.input());
    assertThat(manifest.backbone()).isEqualTo(KnownBackbone.MOBILENETV2.code());
    assertThat(manifest.trainingSetFingerprint()).isEqualTo(images.fingerprint());
    assertThat(manifest.createdAt()).isEqualTo(TrainingRig.NOW);
    EpochResult last = result.history().get(5);
    assertThat(manifest.scores())
        .containsEntry("validation_accuracy", last.validation().accuracy())
        .containsEntry("train_loss", last.train().loss())
        .containsEntry("train_pictures", 32.0)
        .containsEntry("validation_pictures", 16.0)
        .containsEntry("test_pictures", 8.0);
    assertThat(last.validation().accuracy()).isGreaterThan(0.9);
    rig.assertServedAs(result, images, Split.VALIDATION, last.validation().loss());
    rig.assertServedAs(result, images, Split.TEST, manifest.scores().get("test_loss"));
  }

  @Test
  void shouldKeepTheFirstPhaseWhenTheSecondMadeItWorse() {
    TrainingSet images = TrainingRig.images("red", "green");
    ScheduleConfig ruinous =
        new ScheduleConfig(
                TrainingRig.freeze(2),
                Optional.of(new FineTunePhase(1, 100, 8, 0.1, 0.2)),
                Augmentation.NONE,
                1)
            .withSelection(new Selection(Monitor.LOSS, 0, true));

    TrainingResult result = rig.run(images, ruinous);

    double kept = result.phases().get(0).kept().validation().loss();
    assertThat(result.phases().get(1).kept().validation().loss()).isGreaterThan(kept);
    assertThat(result.chosen()).isZero();
    rig.assertServedAs(result, images, Split.VALIDATION, kept);
  }

  @Test
  void shouldLearnMoreThanTwoClasses() {
    TrainingSet images = TrainingRig.images("red", "green", "blue");

    TrainingResult result = rig.train(images, 8);

    EpochResult last = result.history().get(7);
    assertThat(last.validation().accuracy()).isGreaterThan(0.8);
    rig.assertServedAs(result, images, Split.VALIDATION, last.validation().loss());
  }

  @Test
  void shouldGiveTheSameModelForTheSameSeed() {
    TrainingSet images = TrainingRig.images("red", "green");

    assertThat(rig.train(images, 1).artifact().manifest().scores())
        .isEqualTo(rig.train(images, 1).artifact().manifest().scores());
  }
}
