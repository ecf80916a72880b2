package io.afterimage.trainer.service;

import io.afterimage.trainer.buffer.Example;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The images that decide between a candidate and an opponent: those of the candidate's classes that
 * neither has learned, the newest ones, since what decides is images like today's.
 *
 * <p>An image does not count either if one of them has learned a near twin of it, as another frame
 * of the same scene: that says nothing of other scenes. Where fewer than {@value #ENOUGH} images
 * are left then, because all images of a pipeline are much alike, say, those count again that give
 * the candidate no advantage: what the opponent knows a twin of.
 *
 * <p>Nor does an image whose label was asked for because a version was unsure of it, as long as
 * there are as many others: the opponent does worse on these than on all images, and a candidate
 * that did not choose them does not.
 *
 * @param images that decide, newest first
 * @param note what people should know of the choice
 */
record Evidence(List<Example> images, Optional<String> note) {

  static final int ENOUGH = 100;

  /**
   * Chooses them.
   *
   * @param opponent empty: the candidate is judged by itself
   * @param hard whether an image's label was asked for because a version was unsure of it
   * @param window how many decide, at most
   */
  static Evidence of(
      Examinee candidate,
      Optional<Examinee> opponent,
      List<Example> examples,
      Predicate<Example> hard,
      int window) {
    Set<String> labels = Set.copyOf(candidate.model().manifest().labels());
    List<Example> all =
        examples.stream()
            .filter(example -> labels.contains(example.label()))
            .filter(candidate::canBeJudgedBy)
            .filter(example -> opponent.map(other -> other.canBeJudgedBy(example)).orElse(true))
            .sorted(Comparator.comparing(Example::labelledAt).reversed())
            .toList();
    List<Example> usual = all.stream().filter(hard.negate()).toList();
    int asked = all.size() - usual.size();
    if (asked == 0) {
      return unlike(candidate, opponent, all, window);
    }
    return usual.size() < ENOUGH
        ? unlike(candidate, opponent, all, window)
            .noting(
                "%d of %d images were asked for since a version was unsure of them, and count since there are few others"
                    .formatted(asked, all.size()))
        : unlike(candidate, opponent, usual, window)
            .noting(
                "%d images that were asked for since a version was unsure of them do not count"
                    .formatted(asked));
  }

  private Evidence noting(String more) {
    return new Evidence(images, Optional.of(note.map(said -> said + "; " + more).orElse(more)));
  }

  private static Evidence unlike(
      Examinee candidate, Optional<Examinee> opponent, List<Example> unlearned, int window) {
    Predicate<Example> known =
        opponent.<Predicate<Example>>map(o -> o::knowsTwinOf).orElse(e -> false);
    List<Example> unlike =
        unlearned.stream()
            .filter(example -> !candidate.knowsTwinOf(example) && !known.test(example))
            .toList();
    int alike = unlearned.size() - unlike.size();
    if (alike == 0) {
      return new Evidence(first(unlearned, window), Optional.empty());
    }
    if (unlike.size() >= ENOUGH) {
      return new Evidence(
          first(unlike, window),
          Optional.of(
              "%d images with a near twin among those learned do not count".formatted(alike)));
    }
    List<Example> fair =
        unlearned.stream()
            .filter(
                example ->
                    opponent.isEmpty() || known.test(example) || !candidate.knowsTwinOf(example))
            .toList();
    return new Evidence(
        first(fair, window), Optional.of(inWords(opponent, unlearned, unlike, fair)));
  }

  private static String inWords(
      Optional<Examinee> opponent,
      List<Example> unlearned,
      List<Example> unlike,
      List<Example> fair) {
    int counted = fair.size() - unlike.size();
    if (opponent.isEmpty()) {
      return "optimistic: %d of %d images have a near twin among those learned, and count since there are few others"
          .formatted(counted, fair.size());
    }
    return "few images have no near twin among those learned: %d, so %d count that version %s knows a twin of, and %d do not that only the candidate does"
        .formatted(unlike.size(), counted, opponent.get().name(), unlearned.size() - fair.size());
  }

  private static List<Example> first(List<Example> images, int most) {
    return images.stream().limit(most).toList();
  }
}
