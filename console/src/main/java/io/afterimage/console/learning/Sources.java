package io.afterimage.console.learning;

import io.afterimage.console.learning.Tally.Share;
import io.afterimage.schemas.events.Label;
import io.afterimage.schemas.events.LabelEvent;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who gives labels, and how often they agree with the others: of the latest {@link #MOST_IMAGES}
 * labelled images, those with labels of several sources. For one thread.
 */
final class Sources {

  static final int MOST_IMAGES = 20_000;

  /** Of one image. */
  private static final int MOST_LABELS = 8;

  private static final int MOST_SOURCES = 200;
  private static final String UNNAMED = "";

  private final Map<String, Figures> bySource = new LinkedHashMap<>();
  private final Recent<String, Map<String, String>> labelled = new Recent<>(MOST_IMAGES);

  /**
   * What one source gave.
   *
   * @param source empty for labels that do not name theirs
   * @param labels how many labels
   * @param retractions how often it took labels back
   * @param lastLabel when the last label came
   * @param agreement of the pairs of its label and another's for the same image, how many agree
   */
  public record SourceFigures(
      Optional<String> source,
      long labels,
      long retractions,
      Optional<Instant> lastLabel,
      Optional<Share> agreement) {}

  private static final class Figures {
    private long labels;
    private long retractions;
    private long last;
    private final Tally agreement = new Tally();
  }

  /** Takes what the topic of labels says; of sources beyond the first 200, nothing is told. */
  void take(LabelEvent event, long millis) {
    String source = event.source().orElse(UNNAMED);
    if (!bySource.containsKey(source) && bySource.size() >= MOST_SOURCES) {
      return;
    }
    Figures figures = bySource.computeIfAbsent(source, any -> new Figures());
    if (event instanceof Label label) {
      figures.labels++;
      figures.last = Math.max(millis, figures.last);
      labelled(event.imageId(), source, label.label());
    } else {
      figures.retractions++;
      retracted(event.imageId());
    }
  }

  private void labelled(String imageId, String source, String label) {
    Map<String, String> others = labelled.computeIfAbsent(imageId, any -> new HashMap<>());
    String before = others.remove(source);
    if (before != null) {
      others.forEach((other, theirs) -> pair(source, other, before.equals(theirs), -1));
    }
    if (others.size() < MOST_LABELS) {
      others.forEach((other, theirs) -> pair(source, other, label.equals(theirs), 1));
      others.put(source, label);
    }
  }

  private void retracted(String imageId) {
    Map<String, String> labels = labelled.remove(imageId);
    if (labels != null) {
      labels.forEach(
          (one, label) ->
              labels.forEach(
                  (other, theirs) -> {
                    if (one.compareTo(other) < 0) {
                      pair(one, other, label.equals(theirs), -1);
                    }
                  }));
    }
  }

  private void pair(String one, String other, boolean agree, int times) {
    bySource.get(one).agreement.add(agree, times);
    bySource.get(other).agreement.add(agree, times);
  }

  /** Those with most labels first. */
  List<SourceFigures> figures() {
    return bySource.entrySet().stream()
        .map(
            entry ->
                new SourceFigures(
                    Optional.of(entry.getKey()).filter(name -> !name.equals(UNNAMED)),
                    entry.getValue().labels,
                    entry.getValue().retractions,
                    entry.getValue().last == 0
                        ? Optional.empty()
                        : Optional.of(Instant.ofEpochMilli(entry.getValue().last)),
                    entry.getValue().agreement.share()))
        .sorted(Comparator.comparing((SourceFigures figures) -> -figures.labels()))
        .toList();
  }
}
