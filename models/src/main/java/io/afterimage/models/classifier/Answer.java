package io.afterimage.models.classifier;

import io.afterimage.images.RefusalReason;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/** What the classifier says of one image. */
public sealed interface Answer {

  /**
   * The image was classified.
   *
   * @param modelVersion the version that answered
   * @param labels in the model's order
   * @param probabilities one per label, summing to 1; not copied
   * @param stages how it went
   * @param sha256 of the image's bytes, in lower-case hexadecimal
   * @param novelty of the image; empty where the version does not tell
   */
  record Classified(
      String modelVersion,
      List<String> labels,
      float[] probabilities,
      Stages stages,
      String sha256,
      Optional<Novelty> novelty)
      implements Answer {

    /** Of a version that does not tell novelty. */
    public Classified(
        String modelVersion,
        List<String> labels,
        float[] probabilities,
        Stages stages,
        String sha256) {
      this(modelVersion, labels, probabilities, stages, sha256, Optional.empty());
    }

    /** The index of the most probable label; the first of equals. */
    public int best() {
      return Probabilities.best(probabilities);
    }

    /** Label to probability, in the model's order. */
    public Map<String, Double> scores() {
      Map<String, Double> scores = new LinkedHashMap<>();
      for (int i = 0; i < probabilities.length; i++) {
        scores.put(labels.get(i), (double) probabilities[i]);
      }
      return scores;
    }

    /**
     * The most probable labels with their probabilities, the most probable first; all of them, in
     * the model's order, where there are no more.
     *
     * @param most how many, at least 0
     */
    public Map<String, Double> scores(int most) {
      if (most >= labels.size()) {
        return scores();
      }
      Map<String, Double> scores = new LinkedHashMap<>();
      for (int label : highest(most)) {
        scores.put(labels.get(label), (double) probabilities[label]);
      }
      return scores;
    }

    /** The sum of the probabilities that {@link #scores(int)} leaves out; empty for none. */
    public Optional<Double> otherScores(int most) {
      if (most >= labels.size()) {
        return Optional.empty();
      }
      double others = 0;
      for (float probability : probabilities) {
        others += probability;
      }
      for (int label : highest(most)) {
        others -= probabilities[label];
      }
      return Optional.of(Math.max(0, others));
    }

    /** Of equals, the first in the model's order comes first, as {@link #best} has it. */
    private List<Integer> highest(int most) {
      Comparator<Integer> byProbability = Comparator.comparingDouble(i -> probabilities[i]);
      Comparator<Integer> worstFirst = byProbability.thenComparing(Comparator.reverseOrder());
      PriorityQueue<Integer> kept = new PriorityQueue<>(most + 1, worstFirst);
      for (int i = 0; i < probabilities.length; i++) {
        kept.add(i);
        if (kept.size() > most) {
          kept.poll();
        }
      }
      return kept.stream().sorted(worstFirst.reversed()).toList();
    }
  }

  /**
   * The image cannot be classified, by any version.
   *
   * @param reason the kind of fault
   * @param detail what was found; human-readable
   * @param stages how it went
   */
  record Refused(RefusalReason reason, String detail, Stages stages) implements Answer {}

  /**
   * The version has no answer to the image: what it put out are no probabilities. Another version
   * may have one.
   *
   * @param modelVersion the version that failed
   * @param detail what it put out; human-readable
   * @param stages how it went
   */
  record NoAnswer(String modelVersion, String detail, Stages stages) implements Answer {

    /** The reason as it appears in headers and metrics. */
    public static final String CODE = "no-answer";
  }

  /** When it was waited for, decoded and inferred. */
  Stages stages();
}
