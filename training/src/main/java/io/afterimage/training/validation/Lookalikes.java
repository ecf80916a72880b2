package io.afterimage.training.validation;

import io.afterimage.models.TrainingReport;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Classes that seem to be others under a second name, as {@code Bag} beside {@code bag}. */
final class Lookalikes {

  private final Map<String, String> byName = new HashMap<>();
  private final Map<String, String> byAnswers = new HashMap<>();

  /** Looks at names, and at what is answered to the images of each class. */
  Lookalikes(Evaluation evaluation) {
    evaluation.classes().stream()
        .collect(Collectors.groupingBy(score -> plain(score.label())))
        .values()
        .forEach(this::addTwins);
    Map<String, Integer> sizes =
        evaluation.classes().stream()
            .collect(Collectors.toMap(ClassScore::label, ClassScore::images));
    for (TrainingReport.Confused pair : evaluation.confused()) {
      int images = sizes.getOrDefault(pair.label(), 0);
      boolean mostly = 2 * pair.images() > images;
      if (mostly && sizes.getOrDefault(pair.answer(), 0) > images) {
        byAnswers.put(pair.label(), pair.answer());
      }
    }
  }

  /** The larger class whose name differs in case, spaces and punctuation only. */
  Optional<String> byName(String label) {
    return Optional.ofNullable(byName.get(label));
  }

  /** The larger class that it looks like by name, or by most of its answers. */
  Optional<String> of(String label) {
    return byName(label).or(() -> Optional.ofNullable(byAnswers.get(label)));
  }

  private void addTwins(List<ClassScore> twins) {
    ClassScore largest =
        twins.stream().max(Comparator.comparingInt(ClassScore::images)).orElseThrow();
    twins.stream()
        .filter(twin -> !twin.equals(largest))
        .forEach(twin -> byName.put(twin.label(), largest.label()));
  }

  /** Names without letters and digits are kept unchanged. */
  private static String plain(String label) {
    String letters = label.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{M}\\p{N}]", "");
    return letters.isEmpty() ? label : letters;
  }
}
