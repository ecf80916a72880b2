package io.afterimage.cli.training;

import io.afterimage.cli.terminal.Progress;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.images.ImageDecoder;
import io.afterimage.images.ImageLimits;
import io.afterimage.images.InputSpec;
import io.afterimage.models.inference.Device;
import io.afterimage.models.inference.djl.OnnxRuntimeEngine;
import io.afterimage.networks.backbone.KnownBackbone;
import io.afterimage.training.BackboneProbe;
import io.afterimage.training.PretrainedBase;
import io.afterimage.training.Resources;
import io.afterimage.training.dataset.Dataset;
import io.afterimage.training.dataset.DatasetException;
import io.afterimage.training.dataset.DecodedImage;
import io.afterimage.training.dataset.LabelledImage;
import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.StableSplit;
import io.afterimage.training.dataset.TrainingSet;
import io.afterimage.training.dataset.TrainingSetReader;
import io.afterimage.training.djl.EngineLearners;
import io.afterimage.training.djl.OnnxFrozenGraphs;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Chooses among the backbones whose weights the project ships: the one whose heads have the
 * smallest cross-validated loss on some of the training images, of those that are fast enough.
 *
 * @param budget how many times the time of the fastest one an image may take, at least 1
 * @param size height and width of the images
 * @param terminal where the figures are printed
 * @param cancelled asked while reading and before each batch
 */
public record BackboneChoice(
    double budget, int size, Terminal terminal, BooleanSupplier cancelled) {

  private static final int FEWEST_IMAGES = 400;
  private static final int IMAGES_OF_A_CLASS = 4;
  private static final String HEADING = "backbone            size  loss    accuracy  ms/image";
  private static final String ROW = "%-18s  %4d  %6.4f  %7.1f%%  %8.1f";

  /**
   * Reads some of the images and measures.
   *
   * @throws io.afterimage.training.dataset.DatasetException when too little is there, or usable
   * @throws java.util.concurrent.CancellationException when cancelled
   */
  public KnownBackbone choose(ImageFolder folder) {
    Dataset sample = sample(folder.list());
    terminal.say(
        "choosing a backbone on %d images, each taking at most %s times the fastest one's time"
            .formatted(sample.images().size(), budget));
    terminal.print(terminal.style().strong(HEADING));
    Map<KnownBackbone, BackboneProbe.Result> results = new EnumMap<>(KnownBackbone.class);
    for (KnownBackbone known : KnownBackbone.values()) {
      if (known.shipped().isPresent()) {
        BackboneProbe.Result result = measure(known, sample);
        results.put(known, result);
        terminal.print(
            ROW.formatted(
                known.code(),
                size,
                result.loss(),
                result.accuracy() * 100,
                result.secondsPerImage() * 1000));
      }
    }
    KnownBackbone best = best(results, budget);
    terminal.say("backbone: " + best.code());
    return best;
  }

  /** The smallest loss within the budget. */
  static KnownBackbone best(Map<KnownBackbone, BackboneProbe.Result> results, double budget) {
    double fastest =
        results.values().stream()
            .mapToDouble(BackboneProbe.Result::secondsPerImage)
            .min()
            .orElseThrow();
    return results.entrySet().stream()
        .filter(entry -> entry.getValue().secondsPerImage() <= budget * fastest)
        .min(Comparator.comparingDouble(entry -> entry.getValue().loss()))
        .orElseThrow()
        .getKey();
  }

  private BackboneProbe.Result measure(KnownBackbone known, Dataset sample) {
    Resources resources = Resources.ofMachine();
    TrainingSetReader reader =
        new TrainingSetReader(new ImageDecoder(ImageLimits.DEFAULT)::decode, resources.threads());
    TrainingSet images;
    try (Progress bar = Progress.start(terminal, known.code(), sample.images().size(), "images")) {
      images =
          reader.readAny(
              sample, InputSpec.square(size), (done, total) -> bar.stepTo(done), cancelled);
    }
    requireEach(images);
    BackboneProbe probe =
        new BackboneProbe(
            new OnnxFrozenGraphs(new OnnxRuntimeEngine(new Device.Cpu())),
            new EngineLearners(),
            resources);
    return probe.run(
        new PretrainedBase(known.shippedTable(), known.shippedWeights()), images, cancelled);
  }

  private static void requireEach(TrainingSet images) {
    Set<Integer> present =
        images.of(Split.TRAIN).stream().map(DecodedImage::label).collect(Collectors.toSet());
    for (int label = 0; label < images.labels().size(); label++) {
      if (!present.contains(label)) {
        throw new DatasetException(
            "none of the images of class %s that a backbone was to be chosen by is usable: replace what is broken, or name a backbone"
                .formatted(images.labels().get(label)));
      }
    }
  }

  /** Training images of each class, chosen by the hash of their ids. */
  private static Dataset sample(Dataset listed) {
    int ofEach = Math.max(IMAGES_OF_A_CLASS, FEWEST_IMAGES / listed.labels().size());
    Map<String, Integer> taken = new HashMap<>();
    List<LabelledImage> images =
        listed.images().stream()
            .filter(image -> image.split() == Split.TRAIN)
            .sorted(Comparator.comparingDouble(image -> StableSplit.position(image.id())))
            .filter(image -> taken.merge(image.label(), 1, Integer::sum) <= ofEach)
            .toList();
    return new Dataset(listed.labels(), images, Map.of(), List.of());
  }
}
