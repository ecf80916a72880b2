package io.afterimage.training.refresh;

import io.afterimage.models.Manifest;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.NoveltyThreshold;
import io.afterimage.models.inference.Tensor;
import io.afterimage.schemas.events.Sha256;
import io.afterimage.training.Base;
import io.afterimage.training.ClassWeighting;
import io.afterimage.training.HeadSpec;
import io.afterimage.training.dataset.DecodedImage;
import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.TrainingSet;
import io.afterimage.training.head.ClassMeans;
import io.afterimage.training.head.FeatureMatrix;
import io.afterimage.training.head.FittedHead;
import io.afterimage.training.head.HeadExamples;
import io.afterimage.training.head.HeadFitting;
import io.afterimage.training.head.OutOfFold;
import io.afterimage.training.suspects.NoisyLabelFitting;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Fits the head of a version again, on the training and the validation images: what validation
 * would tell, the folds tell. Test images are only answered.
 *
 * @param fitting fits it, and knows what becomes of labels that look wrong
 * @param weighting balanced: for images of which each class is as frequent as any other
 * @param novelty whether the model tells how little an image is like those that it learned
 * @param clock tells when it was done
 */
public record HeadRefresh(
    NoisyLabelFitting fitting, ClassWeighting weighting, boolean novelty, InstantSource clock) {

  /** Under which a manifest has {@link FittedHead#l2()}. */
  public static final String L2 = "head_l2";

  /** Under which a manifest has {@link FittedHead#searched()}. */
  public static final String L2_EXAMPLES = "head_l2_examples";

  /** Under which a manifest has {@link FittedHead#kept()}. */
  public static final String L2_KEPT = "head_l2_kept";

  /** Under which a manifest has {@link FittedHead#temperature()}. */
  public static final String TEMPERATURE = "head_temperature";

  /**
   * Runs on the calling thread.
   *
   * @param base the base, which stays unchanged
   * @param images each class has one to learn from
   * @param features of the images, by this base
   * @param start the head of the version, where it knows the very same classes
   * @param alike images of which a near twin is learned: test images among them are answered, but
   *     not scored
   * @param cancelled asked between batches and iterations
   * @throws CancellationException when cancelled
   */
  public RefreshedModel run(
      Base base,
      TrainingSet images,
      FeatureReader features,
      Optional<HeadFitting.Start> start,
      Set<String> alike,
      BooleanSupplier cancelled) {
    List<DecodedImage> learned = new ArrayList<>(images.of(Split.TRAIN));
    learned.addAll(images.of(Split.VALIDATION));
    HeadExamples examples = examples(images, learned, features.read(learned, cancelled));
    NoisyLabelFitting.Result labels = fitting.fit(examples, start, cancelled);
    FittedHead fitted = weighted(labels.head(), labels.learned(examples));
    Map<String, float[]> answers = new HashMap<>();
    OutOfFold outOfFold = fitted.outOfFold();
    for (int row = 0; row < learned.size(); row++) {
      if (outOfFold.answered()[row]) {
        answers.put(learned.get(row).id(), outOfFold.probabilities()[row]);
      }
    }
    List<DecodedImage> tested = images.of(Split.TEST);
    FeatureMatrix rows = features.read(tested, cancelled);
    for (int row = 0; row < tested.size(); row++) {
      answers.put(tested.get(row).id(), HeadAnswers.probabilities(fitted.head(), rows, row));
    }
    Map<String, Tensor> variables = new HashMap<>();
    variables.put(HeadSpec.WEIGHT, fitted.head().weight());
    variables.put(HeadSpec.BIAS, fitted.head().bias());
    Optional<NoveltyThreshold> threshold = Optional.empty();
    if (novelty) {
      HeadExamples trusted = labels.learned(examples).counting();
      ClassMeans means = ClassMeans.of(trusted.features(), trusted.labels(), trusted.classes());
      variables.put(HeadSpec.CLASS_MEANS, means.means());
      threshold =
          NoveltyThreshold.of(
              means.heldOutNovelty(trusted.features(), trusted.labels(), trusted.groups()));
    }
    byte[] onnx = base.classifier(variables, images.labels(), images.input());
    Set<String> uncounted =
        tested.stream().map(DecodedImage::id).filter(alike::contains).collect(Collectors.toSet());
    Map<String, float[]> counted = new HashMap<>(answers);
    counted.keySet().removeAll(uncounted);
    Manifest manifest = manifest(base, images, onnx, scores(images, learned, fitted, counted));
    return new RefreshedModel(
        new ModelArtifact(manifest.withNovelty(threshold), onnx),
        fitted,
        answers,
        uncounted,
        labels.review(learned, images.labels(), manifest.createdAt()));
  }

  private static HeadExamples examples(
      TrainingSet images, List<DecodedImage> learned, FeatureMatrix rows) {
    return HeadExamples.of(
        rows, learned, images.labels().size(), HeadExamples.equalWeights(learned.size()));
  }

  /** As the schedule does it where it fits a head to its optimum. */
  private FittedHead weighted(FittedHead fitted, HeadExamples examples) {
    return weighting == ClassWeighting.BALANCED ? fitted.withEqualPriors(examples) : fitted;
  }

  private Manifest manifest(
      Base base, TrainingSet images, byte[] onnx, Map<String, Double> scores) {
    return new Manifest(
        Manifest.UNPUBLISHED,
        images.labels(),
        images.input(),
        base.normalisation(),
        base.name(),
        Optional.empty(),
        images.fingerprint(),
        scores,
        clock.instant(),
        Sha256.of(onnx),
        onnx.length);
  }

  /** What is learned is scored out of fold: no other figure of it says anything of new images. */
  private static Map<String, Double> scores(
      TrainingSet images,
      List<DecodedImage> learned,
      FittedHead fitted,
      Map<String, float[]> answers) {
    Map<String, Double> scores = new LinkedHashMap<>();
    scores.put(L2, fitted.l2());
    scores.put(L2_EXAMPLES, (double) fitted.searched());
    scores.put(L2_KEPT, (double) fitted.kept());
    scores.put(TEMPERATURE, fitted.temperature());
    put(scores, "validation", learned, answers);
    put(scores, "test", images.of(Split.TEST), answers);
    for (Split split : Split.values()) {
      String name = split.name().toLowerCase(Locale.ROOT) + "_pictures";
      scores.put(name, (double) images.of(split).size());
    }
    return scores;
  }

  private static void put(
      Map<String, Double> scores,
      String name,
      List<DecodedImage> images,
      Map<String, float[]> answers) {
    AnswerScore score = AnswerScore.of(images, answers);
    if (score.answered() > 0) {
      scores.put(name + "_loss", score.loss());
      scores.put(name + "_accuracy", score.accuracy());
    }
  }
}
