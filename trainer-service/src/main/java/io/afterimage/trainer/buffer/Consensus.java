package io.afterimage.trainer.buffer;

import io.afterimage.trainer.consensus.LabelRule;
import io.afterimage.trainer.consensus.Opinion;
import io.afterimage.trainer.consensus.SourceReliability;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Examples under the labels that their sources agree on. An image about which they disagree has the
 * label that is probable enough by the reliability of those who say it; where there is none, it is
 * held back until somebody settles it.
 *
 * @param examples those that have a label
 * @param disputed those that have none, the least settled first
 */
public record Consensus(List<Example> examples, List<Dispute> disputed) {

  /** A label wins with this probability: one of two sources must be clearly more reliable. */
  public static final double WINNING = 0.75;

  /**
   * An image that is held back.
   *
   * @param likely the most probable of its labels
   * @param probability of that one, 0 to 1
   */
  public record Dispute(Example example, String likely, double probability) {}

  /** Copies the lists. */
  public Consensus {
    examples = List.copyOf(examples);
    disputed = List.copyOf(disputed);
  }

  /** Of these examples by this rule. */
  public static Consensus of(Collection<Example> all, LabelRule rule) {
    if (rule == LabelRule.NEWEST) {
      return new Consensus(List.copyOf(all), List.of());
    }
    SourceReliability sources = sources(all);
    List<Example> agreed = new ArrayList<>();
    List<Dispute> disputed = new ArrayList<>();
    for (Example example : all) {
      if (example.isUndisputed()) {
        agreed.add(example);
      } else {
        Map.Entry<String, Double> likely = likeliest(sources, example.opinions());
        if (likely.getValue() >= WINNING) {
          agreed.add(example.relabelled(likely.getKey(), example.labelledAt()));
        } else {
          disputed.add(new Dispute(example, likely.getKey(), likely.getValue()));
        }
      }
    }
    disputed.sort(
        (a, b) -> {
          int byProbability = Double.compare(a.probability(), b.probability());
          return byProbability == 0 ? a.example().id().compareTo(b.example().id()) : byProbability;
        });
    return new Consensus(agreed, disputed);
  }

  /** How reliable the sources are, as far as they have labelled the same images. */
  public static SourceReliability sources(Collection<Example> all) {
    List<List<Opinion>> opinions =
        all.stream().map(Example::opinions).filter(several -> !several.isEmpty()).toList();
    return SourceReliability.of(
        opinions, (int) all.stream().map(Example::label).distinct().count());
  }

  private static Map.Entry<String, Double> likeliest(
      SourceReliability sources, List<Opinion> opinions) {
    return sources.probabilities(opinions).entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .orElseThrow();
  }
}
