package io.afterimage.benchmarks.adapt;

import io.afterimage.benchmarks.parts.HeadScore;
import io.afterimage.benchmarks.parts.LabelledFeatures;
import io.afterimage.images.ImageDecoder;
import io.afterimage.images.ImageLimits;
import io.afterimage.images.InputSpec;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.classifier.Probabilities;
import io.afterimage.models.inference.Device;
import io.afterimage.models.inference.ImageGraph;
import io.afterimage.models.inference.djl.OnnxRuntimeEngine;
import io.afterimage.training.Resources;
import io.afterimage.training.dataset.Dataset;
import io.afterimage.training.dataset.LabelledImage;
import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.TrainingSet;
import io.afterimage.training.dataset.TrainingSetReader;
import io.afterimage.training.djl.OnnxSoftmaxEngine;
import io.afterimage.training.head.FittedHead;
import io.afterimage.training.head.HeadExamples;
import io.afterimage.training.head.HeadFitting;
import io.afterimage.training.validation.HeldOutImages;
import io.afterimage.training.validation.Scoring;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What can be reached in the new world: a head on the frozen base, fitted to labelled images of it.
 * Versions are scored by the same images as that head.
 *
 * @param accuracy of the head, on fresh images; out of fold where there are none
 * @param right by image id, whether the head is right; only where it is scored out of fold
 * @param fresh empty where there are none
 */
record NewWorld(double accuracy, Map<String, Boolean> right, Optional<HeldOutImages> fresh) {

  private static final OnnxRuntimeEngine ENGINE = new OnnxRuntimeEngine(new Device.Cpu());

  /** Fits it, to all images of the new world that the story shows. */
  static NewWorld of(Story story, int size) {
    List<LabelledImage> after = story.stream().subList(story.changed(), story.stream().size());
    LabelledFeatures shown = LabelledFeatures.of(decoded(after, after, size));
    HeadExamples examples =
        HeadExamples.of(
            shown.features(),
            shown.images(),
            shown.classes(),
            HeadExamples.equalWeights(shown.images().size()));
    FittedHead fitted =
        new HeadFitting(new OnnxSoftmaxEngine()).fit(examples, Optional.empty(), () -> false);
    if (story.fresh().isEmpty()) {
      Map<String, Boolean> right = outOfFold(shown, fitted);
      return new NewWorld(share(right), right, Optional.empty());
    }
    TrainingSet fresh = decoded(after, story.fresh(), size);
    return new NewWorld(
        HeadScore.of(fitted.head(), LabelledFeatures.of(fresh)).accuracy(),
        Map.of(),
        Optional.of(new HeldOutImages(fresh.labels(), fresh.input(), fresh.of(Split.TRAIN))));
  }

  /** With the classes of the first list. */
  private static TrainingSet decoded(
      List<LabelledImage> classes, List<LabelledImage> images, int size) {
    Dataset dataset = new Dataset(Story.dataset(classes).labels(), images, Map.of(), List.of());
    return new TrainingSetReader(
            new ImageDecoder(ImageLimits.DEFAULT)::decode, Resources.ofMachine().threads())
        .readAny(dataset, InputSpec.square(size), TrainingSetReader.Progress.NONE, () -> false);
  }

  private static Map<String, Boolean> outOfFold(LabelledFeatures shown, FittedHead fitted) {
    Map<String, Boolean> right = new HashMap<>();
    for (int row = 0; row < shown.images().size(); row++) {
      boolean hit =
          fitted.outOfFold().answered()[row]
              && Probabilities.best(fitted.outOfFold().probabilities()[row])
                  == shown.images().get(row).label();
      right.put(shown.images().get(row).id(), hit);
    }
    return right;
  }

  private static double share(Map<String, Boolean> right) {
    return right.values().stream().mapToInt(hit -> hit ? 1 : 0).average().orElse(Double.NaN);
  }

  /** What the head reaches on these images, or on ones like them. */
  double accuracyOn(List<LabelledImage> images) {
    if (right.isEmpty()) {
      return accuracy;
    }
    return images.stream()
        .mapToInt(image -> right.getOrDefault(image.id(), false) ? 1 : 0)
        .average()
        .orElse(Double.NaN);
  }

  /** The accuracy of a version on the fresh images; not a number where there are none. */
  double score(ModelArtifact version) {
    if (fresh.isEmpty()) {
      return Double.NaN;
    }
    Scoring scoring = new Scoring(fresh.get(), version.manifest().labels());
    try (ImageGraph graph = ENGINE.load(version.onnx())) {
      fresh.get().run(graph, scoring::add);
    }
    return scoring.evaluation().accuracy();
  }
}
