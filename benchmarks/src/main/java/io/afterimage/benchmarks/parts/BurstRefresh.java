package io.afterimage.benchmarks.parts;

import io.afterimage.images.ImageDecoder;
import io.afterimage.images.ImageLimits;
import io.afterimage.images.InputSpec;
import io.afterimage.models.TrainingReport;
import io.afterimage.models.inference.Device;
import io.afterimage.models.inference.djl.OnnxRuntimeEngine;
import io.afterimage.networks.backbone.KnownBackbone;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.trainer.buffer.BufferLimits;
import io.afterimage.trainer.buffer.Example;
import io.afterimage.trainer.buffer.ReplayBuffer;
import io.afterimage.trainer.refresh.RefreshTraining;
import io.afterimage.training.ClassWeighting;
import io.afterimage.training.PretrainedBase;
import io.afterimage.training.Resources;
import io.afterimage.training.dataset.Dataset;
import io.afterimage.training.dataset.DecodedImage;
import io.afterimage.training.dataset.LabelledImage;
import io.afterimage.training.dataset.StableSplit;
import io.afterimage.training.djl.OnnxFrozenGraphs;
import io.afterimage.training.djl.OnnxRowProducts;
import io.afterimage.training.djl.OnnxSoftmaxEngine;
import io.afterimage.training.head.HeadFitting;
import io.afterimage.training.head.TwinSearch;
import io.afterimage.training.refresh.HeadRefresh;
import io.afterimage.training.suspects.NoisyLabelFitting;
import io.afterimage.training.validation.ExportCheck;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * A refresh on bursts: few scenes with several frames each, as the trainer would do it from its
 * buffer.
 *
 * @param images scenes to learn from and fresh images
 * @param input the training size
 * @param scenes how many are drawn
 * @param frames of each scene
 * @param features where the features of images are kept
 */
public record BurstRefresh(
    LabelledFeatures.Folder images, InputSpec input, int scenes, int frames, Path features) {

  private static final OnnxRuntimeEngine ENGINE = new OnnxRuntimeEngine(new Device.Cpu());
  private static final BufferLimits LIMITS = new BufferLimits(5_000, 2_500, StableSplit.SERVICE);

  /**
   * What a refresh says of itself, and what holds.
   *
   * @param heldOut the reported figures
   * @param fresh accuracy on images of other scenes
   */
  public record Outcome(TrainingReport.HeldOut heldOut, double fresh) {}

  /**
   * Draws scenes, and makes their frames.
   *
   * @param seed of the draw
   */
  public List<Example> examples(long seed) {
    List<DecodedImage> pool = new ArrayList<>(images.pool().images());
    Collections.shuffle(pool, new Random(seed));
    SplittableRandom random = new SplittableRandom(seed);
    BurstFrames burst = new BurstFrames(input);
    ReplayBuffer buffer = new ReplayBuffer(LIMITS);
    for (int scene = 0; scene < scenes; scene++) {
      DecodedImage image = pool.get(scene);
      String label = "class-%03d".formatted(image.label());
      for (int frame = 0; frame < frames; frame++) {
        String id = "scene-%03d/frame-%d".formatted(scene, frame);
        buffer.put(
            new Example(
                id,
                label,
                buffer.splitFor(id, label, Optional.empty()),
                Instant.EPOCH.plusSeconds((long) scene * frames + frame),
                new ImagePointer("images", 0, (long) scene * frames + frame),
                burst.frame(image.rgb(), random)));
      }
    }
    return buffer.snapshot();
  }

  /**
   * Refreshes on them, without an active version.
   *
   * @param cosine from which on images are near twins; 0: twins are not looked for
   */
  public Outcome run(List<Example> examples, double cosine) {
    RefreshTraining.Refreshed refreshed =
        training(cosine)
            .run(
                Dataset.of(
                    "bursts",
                    examples.stream()
                        .map(
                            e -> new LabelledImage(e.id(), e.label(), e.split(), e.group(), e::png))
                        .toList(),
                    1),
                examples,
                Optional.empty(),
                input,
                () -> false);
    TrainingReport.HeldOut heldOut =
        ExportCheck.in(ENGINE)
            .require(
                refreshed.model().artifact(),
                refreshed.images(),
                refreshed.model().answers(),
                refreshed.model().uncounted())
            .manifest()
            .report()
            .orElseThrow()
            .heldOut();
    return new Outcome(
        heldOut, HeadScore.of(refreshed.model().fitted().head(), images.fresh()).accuracy());
  }

  private RefreshTraining training(double cosine) {
    return new RefreshTraining(
        new PretrainedBase(
            KnownBackbone.MOBILENETV2.shippedTable(), KnownBackbone.MOBILENETV2.shippedWeights()),
        new OnnxFrozenGraphs(ENGINE),
        new HeadRefresh(
            NoisyLabelFitting.keeping(new HeadFitting(new OnnxSoftmaxEngine())),
            ClassWeighting.OFF,
            false,
            Clock.systemUTC()),
        new TwinSearch(new OnnxRowProducts(), cosine),
        Resources.ofMachine(),
        new ImageDecoder(ImageLimits.DEFAULT),
        features);
  }
}
