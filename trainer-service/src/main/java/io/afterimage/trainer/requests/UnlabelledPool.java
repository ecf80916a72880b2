package io.afterimage.trainer.requests;

import io.afterimage.schemas.events.LabelRequest;
import io.afterimage.schemas.events.Prediction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * The images whose labels teach the most: those whose two most likely labels are about as likely as
 * each other (margin sampling, Scheffer, Decomain and Wrobel 2001), and among these, ones whose
 * probabilities differ (maximal marginal relevance, Carbonell and Goldstein 1998), so that not all
 * are about the same pair of labels; and some of those that are unlike all that was learned. Needs
 * what a prediction has and nothing else. For one thread.
 */
public final class UnlabelledPool {

  /** Kept of all that come, of each of the two kinds. */
  private static final int MOST = 500;

  private final Best uncertain = new Best(UnlabelledPool::doubt);
  private final Best novel = new Best(prediction -> prediction.novelty().orElse(0.0));

  /** Takes part in the next choice. */
  public void add(Prediction prediction) {
    uncertain.add(prediction);
    if (prediction.unknown().orElse(false)) {
      novel.add(prediction);
    }
  }

  /**
   * Chooses, and starts over.
   *
   * @param count at most as many, the best first
   * @param ofUnknown how many of them are the most novel of the unknown images, if there are any
   * @param without ids of images that are not to be chosen
   */
  public List<LabelRequest> choose(
      int count, int ofUnknown, Predicate<String> without, Instant at) {
    List<LabelRequest> chosen = new ArrayList<>();
    for (Scored image : novel.take(without)) {
      if (chosen.size() < ofUnknown) {
        chosen.add(image.request(LabelRequest.NEW, at));
      }
    }
    Set<String> ids = new HashSet<>();
    chosen.forEach(request -> ids.add(request.imageId()));
    List<Scored> left = uncertain.take(id -> without.test(id) || ids.contains(id));
    different(left, count - chosen.size())
        .forEach(image -> chosen.add(image.request(LabelRequest.UNCERTAIN, at)));
    return chosen;
  }

  /** One after the other, each the most doubtful for how little it is like those before it. */
  private static List<Scored> different(List<Scored> images, int count) {
    double[] likeness = new double[images.size()];
    boolean[] taken = new boolean[images.size()];
    List<Scored> chosen = new ArrayList<>();
    while (chosen.size() < Math.min(count, images.size())) {
      int best = -1;
      double most = -1;
      for (int i = 0; i < taken.length; i++) {
        double worth = images.get(i).score() * (1 - likeness[i]);
        if (!taken[i] && worth > most) {
          best = i;
          most = worth;
        }
      }
      taken[best] = true;
      chosen.add(images.get(best));
      for (int i = 0; i < taken.length; i++) {
        likeness[i] = Math.max(likeness[i], images.get(i).likeness(images.get(best)));
      }
    }
    return chosen;
  }

  /** 1 minus the margin. */
  private static double doubt(Prediction prediction) {
    double first = 0;
    double second = 0;
    for (double score : prediction.scores().values()) {
      if (score > first) {
        second = first;
        first = score;
      } else if (score > second) {
        second = score;
      }
    }
    return 1 - (first - second);
  }

  private record Scored(Prediction prediction, double score) {

    LabelRequest request(String why, Instant at) {
      return LabelRequest.of(prediction, why, score, Optional.empty(), at);
    }

    /** The Bhattacharyya coefficient of their probabilities: 1 where these are the same. */
    double likeness(Scored other) {
      double sum = 0;
      for (Map.Entry<String, Double> one : prediction.scores().entrySet()) {
        double others = other.prediction().scores().getOrDefault(one.getKey(), 0.0);
        sum += Math.sqrt(one.getValue() * others);
      }
      return Math.min(1, sum);
    }
  }

  /** Those with the highest scores. */
  private static final class Best {

    private final ToDoubleFunction<Prediction> score;
    private final PriorityQueue<Scored> lowestFirst =
        new PriorityQueue<>(Comparator.comparingDouble(Scored::score));

    Best(ToDoubleFunction<Prediction> score) {
      this.score = score;
    }

    void add(Prediction prediction) {
      double value = Math.max(0, Math.min(1, score.applyAsDouble(prediction)));
      if (lowestFirst.size() == MOST) {
        if (value <= lowestFirst.element().score()) {
          return;
        }
        lowestFirst.remove();
      }
      lowestFirst.add(new Scored(prediction, value));
    }

    /** The best first; none is left. */
    List<Scored> take(Predicate<String> without) {
      List<Scored> all = new ArrayList<>(lowestFirst);
      lowestFirst.clear();
      all.removeIf(image -> without.test(image.prediction().imageId()));
      all.sort(Comparator.comparingDouble(Scored::score).reversed());
      return all;
    }
  }
}
