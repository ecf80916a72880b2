package io.afterimage.benchmarks.adapt;

import io.afterimage.benchmarks.adapt.Trace.Passage;
import io.afterimage.training.dataset.LabelledImage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the loop followed a change; its components are the JSON's fields. Places and seconds count
 * from the first image of the new world, and are negative before it.
 *
 * @param kind of the change, by its code
 * @param mode of learning, by its code
 * @param rate images a second
 * @param reference the accuracy of a head trained on the new world
 * @param accuracy of the stream's answers from the change on, each given before its label was sent
 * @param windows the same for so many images each, over the whole stream
 * @param versions in the order in which they took over
 * @param runs in the order in which they were asked for
 * @param back when the loop was back
 */
public record Adaptation(
    String kind,
    String mode,
    double rate,
    double reference,
    double accuracy,
    List<Window> windows,
    List<Version> versions,
    List<Run> runs,
    Optional<Back> back) {

  /** How far below the reference a version is as good. */
  private static final double AS_GOOD = 0.02;

  /** Copies the lists. */
  public Adaptation {
    windows = List.copyOf(windows);
    versions = List.copyOf(versions);
    runs = List.copyOf(runs);
  }

  /**
   * Some images, one after the other.
   *
   * @param from the place of the first
   * @param to the place behind the last
   * @param accuracy of the answers
   * @param reference what the reference reaches on them; empty where it does not know their world
   */
  public record Window(int from, int to, double accuracy, Optional<Double> reference) {}

  /**
   * A version that answered.
   *
   * @param place of the first image that it answered
   * @param seconds when that answer was there
   * @param labels of the new world that were sent by then
   * @param ofNewClass those of the class that came in
   * @param accuracy on fresh images of the new world; empty where there are none
   */
  public record Version(
      String name,
      int place,
      double seconds,
      int labels,
      int ofNewClass,
      Optional<Double> accuracy) {}

  /**
   * A run of the trainer.
   *
   * @param kind {@code refresh} or {@code full}
   * @param due when the label was sent that made a refresh due; of a full run, when it was asked
   *     for
   * @param asked when it was asked for
   * @param ended when it had ended
   * @param answered when the first answer of the version that it published was there
   * @param outcome its version, or {@code none}
   * @param text what the trainer said of it
   */
  public record Run(
      String kind,
      double due,
      double asked,
      Optional<Double> ended,
      Optional<Double> answered,
      String outcome,
      String text) {}

  /**
   * The first version that is at most two points below the reference on the fresh images.
   *
   * @param version its name
   * @param place of the first image that it answered; 0 where it was there before the change
   * @param seconds when that answer was there
   * @param labels of the new world that were sent by then
   * @param ofNewClass those of the class that came in
   * @param lowestLater the lowest accuracy of any version after it, on the same images
   */
  public record Back(
      String version,
      int place,
      double seconds,
      int labels,
      int ofNewClass,
      Optional<Double> lowestLater) {}

  /**
   * Works the figures out.
   *
   * @param size images of a window
   * @param due labels that make a refresh due
   */
  static Adaptation of(
      Story story,
      Mode mode,
      double rate,
      NewWorld world,
      Episode.Outcome seen,
      int size,
      int due) {
    List<Passage> passages = seen.trace().passages();
    Instant begin = passages.get(story.changed()).sent().orElseThrow();
    List<Version> versions = versions(story, passages, begin, seen.scores());
    return new Adaptation(
        story.change().code(),
        mode.code(),
        rate,
        world.accuracy(),
        accuracy(passages.subList(story.changed(), passages.size())),
        windows(story, passages, world, size),
        versions,
        runs(passages, seen.trace().runs(), versions, begin, due),
        back(versions, world.accuracy()));
  }

  private static double accuracy(List<Passage> passages) {
    return passages.stream().mapToInt(passage -> passage.isRight() ? 1 : 0).average().orElse(0);
  }

  /** A part of a window at either end is left out. */
  private static List<Window> windows(
      Story story, List<Passage> passages, NewWorld world, int size) {
    List<Window> windows = new ArrayList<>();
    for (int from = story.changed() % size; from + size <= passages.size(); from += size) {
      List<LabelledImage> images = story.stream().subList(from, from + size);
      windows.add(
          new Window(
              from - story.changed(),
              from + size - story.changed(),
              accuracy(passages.subList(from, from + size)),
              from >= story.changed() ? Optional.of(world.accuracyOn(images)) : Optional.empty()));
    }
    return windows;
  }

  private static List<Version> versions(
      Story story, List<Passage> passages, Instant begin, Map<String, Double> scores) {
    Map<String, Integer> firsts = new LinkedHashMap<>();
    for (int place = 0; place < passages.size(); place++) {
      int here = place;
      passages.get(place).answer().ifPresent(answer -> firsts.putIfAbsent(answer.version(), here));
    }
    return firsts.entrySet().stream()
        .map(
            entry -> {
              Instant at = passages.get(entry.getValue()).answer().orElseThrow().seen();
              List<Passage> labelled =
                  passages.subList(story.changed(), passages.size()).stream()
                      .filter(p -> p.labelled().filter(sent -> sent.isBefore(at)).isPresent())
                      .toList();
              return new Version(
                  entry.getKey(),
                  entry.getValue() - story.changed(),
                  seconds(begin, at),
                  labelled.size(),
                  (int)
                      labelled.stream()
                          .filter(p -> story.newClass().equals(Optional.of(p.image().label())))
                          .count(),
                  Optional.ofNullable(scores.get(entry.getKey())).filter(score -> score >= 0));
            })
        .sorted(Comparator.comparingDouble(Version::seconds))
        .toList();
  }

  private static List<Run> runs(
      List<Passage> passages,
      List<Trace.AskedRun> asked,
      List<Version> versions,
      Instant begin,
      int due) {
    List<Instant> labels =
        passages.stream().flatMap(passage -> passage.labelled().stream()).sorted().toList();
    List<Run> runs = new ArrayList<>();
    Instant before = Instant.MIN;
    for (Trace.AskedRun run : asked) {
      Instant at = run.command().at();
      Instant last = before;
      Instant since =
          run.command().isRefresh()
              ? labels.stream()
                  .filter(label -> label.isAfter(last) && label.isBefore(at))
                  .skip(due - 1L)
                  .findFirst()
                  .orElse(at)
              : at;
      Optional<String> published = run.published();
      runs.add(
          new Run(
              run.command().isRefresh() ? "refresh" : "full",
              seconds(begin, since),
              seconds(begin, at),
              run.outcome().map(end -> seconds(begin, end.at())),
              published.flatMap(
                  name ->
                      versions.stream()
                          .filter(version -> version.name().equals(name))
                          .map(Version::seconds)
                          .findFirst()),
              published.orElse("none"),
              run.text()));
      before = at;
    }
    return runs;
  }

  private static Optional<Back> back(List<Version> versions, double reference) {
    for (int i = 0; i < versions.size(); i++) {
      Version version = versions.get(i);
      boolean replacedBefore = i + 1 < versions.size() && versions.get(i + 1).seconds() < 0;
      if (!replacedBefore
          && version.accuracy().filter(score -> score >= reference - AS_GOOD).isPresent()) {
        return Optional.of(
            new Back(
                version.name(),
                Math.max(0, version.place()),
                Math.max(0, version.seconds()),
                version.labels(),
                version.ofNewClass(),
                versions.subList(i + 1, versions.size()).stream()
                    .flatMap(later -> later.accuracy().stream())
                    .min(Comparator.naturalOrder())));
      }
    }
    return Optional.empty();
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toMillis() / 1000.0;
  }
}
