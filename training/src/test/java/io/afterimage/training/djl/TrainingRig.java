package io.afterimage.training.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.afterimage.models.ModelArtifact;
import io.afterimage.models.inference.Device;
import io.afterimage.models.inference.ImageGraph;
import io.afterimage.models.inference.djl.OnnxRuntimeEngine;
import io.afterimage.networks.backbone.KnownBackbone;
import io.afterimage.training.Adam;
import io.afterimage.training.Augmentation;
import io.afterimage.training.Checkpoints;
import io.afterimage.training.FineTunePhase;
import io.afterimage.training.FreezePhase;
import io.afterimage.training.Monitor;
import io.afterimage.training.PretrainedBase;
import io.afterimage.training.RateDecay;
import io.afterimage.training.Resources;
import io.afterimage.training.ScheduleConfig;
import io.afterimage.training.Selection;
import io.afterimage.training.StartingPoint;
import io.afterimage.training.SyntheticImages;
import io.afterimage.training.Training;
import io.afterimage.training.TrainingListener;
import io.afterimage.training.TrainingResult;
import io.afterimage.training.dataset.DecodedImage;
import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.TrainingSet;
import io.afterimage.training.suspects.SuspectHandling;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The whole training, with the real base and engines, on images of plain colours. */
final class TrainingRig {

  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  static final Augmentation VARIED = new Augmentation(true, 0.2, 0.05);

  /** Three epochs of the head and two of the top of the base, at a falling rate. */
  static final ScheduleConfig BOTH_PHASES =
      new ScheduleConfig(
          freeze(3),
          Optional.of(new FineTunePhase(2, 100, 8, 1e-4, 0.2).withDecay(RateDecay.COSINE)),
          VARIED,
          1);

  final OnnxRuntimeEngine engine = new OnnxRuntimeEngine(new Device.Cpu());
  final Training training;

  TrainingRig() {
    this(SuspectHandling.KEEP);
  }

  TrainingRig(SuspectHandling suspects) {
    training =
        new Training(
                new PretrainedBase(
                    KnownBackbone.MOBILENETV2.shippedTable(),
                    KnownBackbone.MOBILENETV2.shippedWeights()),
                new OnnxFrozenGraphs(engine),
                new EngineLearners(),
                new Resources(2, 1 << 20),
                InstantSource.fixed(NOW))
            .withSuspects(suspects);
  }

  /** The head at its optimum, and two epochs of the top of the base, of which the best counts. */
  static final ScheduleConfig CONVERGED =
      BOTH_PHASES
          .withFreeze(FreezePhase.DEFAULT)
          .withSelection(new Selection(Monitor.LOSS, 0, true));

  static FreezePhase freeze(int epochs) {
    return new FreezePhase(epochs, 8, Adam.withRate(1e-2), 0.2);
  }

  /** The head alone. */
  static ScheduleConfig config(int epochs) {
    return new ScheduleConfig(freeze(epochs), Optional.empty(), VARIED, 1);
  }

  /** Of each label 16 to train on, 8 to validate and 4 to test with. */
  static TrainingSet images(String... labels) {
    return SyntheticImages.set(
        32, List.of(labels), Map.of(Split.TRAIN, 16, Split.VALIDATION, 8, Split.TEST, 4));
  }

  TrainingResult train(TrainingSet images, int epochs) {
    return run(images, config(epochs));
  }

  TrainingResult run(TrainingSet images, ScheduleConfig config) {
    return run(images, config, StartingPoint.pretrained());
  }

  TrainingResult run(TrainingSet images, ScheduleConfig config, StartingPoint start) {
    return training.run(
        images, config, start, Checkpoints.NONE, TrainingListener.NONE, () -> false);
  }

  TrainingResult run(
      TrainingSet images,
      ScheduleConfig config,
      Checkpoints checkpoints,
      TrainingListener listener) {
    return training.run(
        images, config, StartingPoint.pretrained(), checkpoints, listener, () -> false);
  }

  /** Scores the model file itself: the mean of -log(probability of the true class). */
  void assertServedAs(TrainingResult result, TrainingSet images, Split split, double loss) {
    assertServedAs(result.artifact(), images, split, loss);
  }

  void assertServedAs(ModelArtifact artifact, TrainingSet images, Split split, double loss) {
    List<DecodedImage> held = images.of(split);
    ByteBuffer batch = ByteBuffer.allocateDirect(held.size() * images.input().bytesPerImage());
    held.forEach(image -> batch.put(image.rgb()));
    double sum = 0;
    try (ImageGraph served = engine.load(artifact.onnx())) {
      float[][] probabilities = served.run(batch, held.size());
      for (int i = 0; i < held.size(); i++) {
        sum -= Math.log(probabilities[i][held.get(i).label()]);
      }
    }
    assertThat(sum / held.size()).isCloseTo(loss, within(1e-3));
  }
}
