package io.afterimage.benchmarks.parts;

import io.afterimage.models.NoveltyThreshold;
import io.afterimage.networks.onnx.Head;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.LabelRequest;
import io.afterimage.schemas.events.Prediction;
import io.afterimage.trainer.requests.RequestConfig;
import io.afterimage.trainer.requests.UnlabelledPool;
import io.afterimage.training.CrossEntropy;
import io.afterimage.training.djl.OnnxSoftmaxEngine;
import io.afterimage.training.head.ClassMeans;
import io.afterimage.training.head.FeatureMatrix;
import io.afterimage.training.head.FittedHead;
import io.afterimage.training.head.HeadExamples;
import io.afterimage.training.head.HeadFitting;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A stream of images of which some get labels: after each round the head is fitted again, to all
 * labels, and answers the images of the next round.
 *
 * @param folder the images of the stream, and those that accuracy is measured on
 * @param perClass labels of each class before the first round
 * @param images of a round
 * @param labels of a round
 */
public record LabelStream(LabelledFeatures.Folder folder, int perClass, int images, int labels) {

  /**
   * Accuracy on the fresh images before the first round and after each. Images without a label come
   * again, after all others.
   *
   * @param randomShare of the labels of a round; the other images are chosen as the trainer chooses
   */
  public double[] accuracies(int rounds, double randomShare, long seed) {
    Random random = new Random(seed);
    List<Integer> order =
        IntStream.range(0, folder.pool().features().rows())
            .boxed()
            .collect(Collectors.toCollection(ArrayList::new));
    Collections.shuffle(order, random);
    List<Integer> labelled = first(order);
    Deque<Integer> stream = new ArrayDeque<>(order);
    stream.removeAll(new HashSet<>(labelled));
    double[] accuracies = new double[rounds + 1];
    Optional<HeadFitting.Start> former = Optional.empty();
    for (int round = 0; round <= rounds; round++) {
      FittedHead fitted = fit(labelled, former);
      former =
          Optional.of(
              new HeadFitting.Start(fitted.head(), fitted.l2(), fitted.searched(), fitted.kept()));
      accuracies[round] = HeadScore.of(fitted.head(), folder.fresh()).accuracy();
      List<Integer> window = new ArrayList<>();
      while (window.size() < images && !stream.isEmpty()) {
        window.add(stream.poll());
      }
      List<Integer> chosen = choose(window, labelled, randomShare, fitted.head(), random);
      labelled.addAll(chosen);
      window.removeAll(chosen);
      stream.addAll(window);
    }
    return accuracies;
  }

  private List<Integer> first(List<Integer> order) {
    int[] left = new int[folder.pool().classes()];
    Arrays.fill(left, perClass);
    return order.stream()
        .filter(row -> left[folder.pool().images().get(row).label()]-- > 0)
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private FittedHead fit(List<Integer> rows, Optional<HeadFitting.Start> former) {
    FeatureMatrix features = new FeatureMatrix(folder.pool().features().columns());
    rows.forEach(row -> features.add(folder.pool().features().row(row)));
    HeadExamples examples =
        new HeadExamples(
            features,
            rows.stream().mapToInt(row -> folder.pool().images().get(row).label()).toArray(),
            folder.pool().classes(),
            HeadExamples.equalWeights(rows.size()),
            rows.stream().map(String::valueOf).toList());
    return new HeadFitting(new OnnxSoftmaxEngine()).fit(examples, former, () -> false);
  }

  private List<Integer> choose(
      List<Integer> window, List<Integer> labelled, double randomShare, Head head, Random random) {
    int atRandom = (int) Math.round(labels * randomShare);
    List<Integer> shuffled = new ArrayList<>(window);
    Collections.shuffle(shuffled, random);
    List<Integer> chosen =
        new ArrayList<>(shuffled.subList(0, Math.min(atRandom, shuffled.size())));
    if (atRandom < labels) {
      Novelty novelty = new Novelty(folder.pool(), labelled);
      UnlabelledPool pool = new UnlabelledPool();
      window.forEach(row -> pool.add(prediction(row, head, novelty)));
      int ofUnknown = (int) Math.round((labels - atRandom) * RequestConfig.NEW_SHARE);
      pool
          .choose(
              labels - atRandom,
              ofUnknown,
              id -> chosen.contains(Integer.valueOf(id)),
              Instant.EPOCH)
          .stream()
          .map(LabelRequest::imageId)
          .map(Integer::valueOf)
          .forEach(chosen::add);
    }
    return chosen;
  }

  private Prediction prediction(int row, Head head, Novelty novelty) {
    float[] features = folder.pool().features().row(row);
    double[] probabilities = CrossEntropy.probabilities(head.logits(features));
    Map<String, Double> scores = new LinkedHashMap<>();
    int best = 0;
    for (int label = 0; label < probabilities.length; label++) {
      scores.put("class " + label, probabilities[label]);
      best = probabilities[label] > probabilities[best] ? label : best;
    }
    double unlike = novelty.of(features);
    return new Prediction(
        Integer.toString(row),
        new ImagePointer("images", 0, row),
        "v1",
        "class " + best,
        probabilities[best],
        scores,
        Optional.empty(),
        Optional.of(unlike),
        novelty.threshold.map(threshold -> threshold.isUnknown(unlike)),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Instant.EPOCH,
        Instant.EPOCH);
  }

  /** As the class means of a refreshed version tell it. */
  private static final class Novelty {

    private final float[] means;
    private final Optional<NoveltyThreshold> threshold;

    Novelty(LabelledFeatures images, List<Integer> labelled) {
      FeatureMatrix features = new FeatureMatrix(images.features().columns());
      labelled.forEach(row -> features.add(images.features().row(row)));
      int[] labels = labelled.stream().mapToInt(row -> images.images().get(row).label()).toArray();
      ClassMeans classMeans = ClassMeans.of(features, labels, images.classes());
      this.means = classMeans.means().values();
      this.threshold =
          NoveltyThreshold.of(
              classMeans.heldOutNovelty(
                  features, labels, labelled.stream().map(String::valueOf).toList()));
    }

    double of(float[] features) {
      double largest = 0;
      for (int mean = 0; mean < means.length; mean += features.length) {
        double dot = 0;
        double squares = 0;
        double length = 0;
        for (int i = 0; i < features.length; i++) {
          dot += (double) features[i] * means[mean + i];
          squares += (double) means[mean + i] * means[mean + i];
          length += (double) features[i] * features[i];
        }
        largest = Math.max(largest, dot / Math.sqrt(squares * length));
      }
      return Math.max(0, Math.min(1, 1 - largest));
    }
  }
}
