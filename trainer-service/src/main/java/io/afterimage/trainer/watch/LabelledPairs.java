package io.afterimage.trainer.watch;

import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.trainer.buffer.Example;
import io.afterimage.training.validation.PairedOutcomes;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The answers of two versions to images that were labelled since a moment. Which images count
 * follows from the examples alone, so that whoever goes on with a watch counts the same ones. For
 * one thread.
 */
public final class LabelledPairs {

  private final Instant since;
  private final int most;
  private final Map<Image, Optional<AnswerPair>> answers = new HashMap<>();

  /** An id may have another image by now. */
  private record Image(String id, ImagePointer source) {

    static Image of(Example example) {
      return new Image(example.id(), example.source());
    }
  }

  /**
   * Without answers.
   *
   * @param since images labelled later count
   * @param most how many images count
   */
  public LabelledPairs(Instant since, int most) {
    this.since = since;
    this.most = most;
  }

  /**
   * The images that count, in the order of their labels: the first of each group, and each image
   * once.
   *
   * @param leftOut which images say nothing
   */
  public List<Example> counted(Collection<Example> examples, Predicate<Example> leftOut) {
    Set<String> seen = new HashSet<>();
    return examples.stream()
        .filter(example -> example.labelledAt().isAfter(since))
        .filter(leftOut.negate())
        .sorted(Comparator.comparing(Example::labelledAt).thenComparing(Example::id))
        .filter(example -> isNew(example, seen))
        .limit(most)
        .toList();
  }

  private static boolean isNew(Example example, Set<String> seen) {
    List<String> names =
        Stream.concat(
                Stream.of("group " + example.groupOrId()),
                example.sha256().map("image "::concat).stream())
            .toList();
    boolean known = names.stream().anyMatch(seen::contains);
    seen.addAll(names);
    return !known;
  }

  /** Those of them that were not put to the versions yet. */
  public List<Example> unanswered(List<Example> counted) {
    return counted.stream()
        .filter(example -> !answers.containsKey(Image.of(example)))
        .limit(Math.max(0, most - answers.size()))
        .toList();
  }

  /**
   * What came of it.
   *
   * @param now labels by the version under watch, by example id; none where it could not be asked
   * @param before labels by its predecessor
   */
  public void answered(List<Example> asked, Map<String, String> now, Map<String, String> before) {
    for (Example example : asked) {
      boolean both = now.containsKey(example.id()) && before.containsKey(example.id());
      answers.put(
          Image.of(example),
          both
              ? Optional.of(new AnswerPair(now.get(example.id()), before.get(example.id())))
              : Optional.empty());
    }
  }

  /** How both did, by the labels that the images have now. */
  public PairedOutcomes outcomes(List<Example> counted) {
    PairedOutcomes outcomes = PairedOutcomes.NONE;
    for (Example example : counted) {
      Optional<AnswerPair> pair = answers.getOrDefault(Image.of(example), Optional.empty());
      if (pair.isPresent()) {
        outcomes =
            outcomes.with(
                pair.get().now().equals(example.label()),
                pair.get().before().equals(example.label()));
      }
    }
    return outcomes;
  }

  /** Whether as many images were put to both as count at most, whether they still do or not. */
  public boolean isFull() {
    return answers.size() >= most;
  }
}
