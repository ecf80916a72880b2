package io.afterimage.cli.runs;

import io.afterimage.schemas.events.RunFigures;
import io.afterimage.schemas.events.RunFigures.ClassFigures;
import io.afterimage.schemas.events.RunFigures.Scores;
import io.afterimage.schemas.events.TrainingRun;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Two runs side by side; its components are the JSON's fields.
 *
 * @param a the one run's id
 * @param b the other's
 * @param sameInputs whether both learned from the same examples in the same way
 * @param settings those that differ; of runs of different kinds, only those that both have
 * @param figures all that at least one of them has
 * @param classes those whose figures differ
 * @param sameClasses of how many classes both have the same figures
 */
public record RunComparison(
    String a,
    String b,
    boolean sameInputs,
    List<Setting> settings,
    List<Figure> figures,
    List<ClassChange> classes,
    int sameClasses) {

  /** A setting that differs. */
  public record Setting(String name, Optional<String> a, Optional<String> b) {}

  /**
   * A figure of both.
   *
   * @param share whether it is a share, in [0, 1]
   */
  public record Figure(String name, boolean share, Optional<Double> a, Optional<Double> b) {}

  /** A class whose figures differ; absent where a run does not know the class. */
  public record ClassChange(String label, Optional<ClassFigures> a, Optional<ClassFigures> b) {}

  /** Compares them. */
  public static RunComparison of(TrainingRun a, TrainingRun b) {
    Map<String, ClassFigures> ofA = classes(a);
    Map<String, ClassFigures> ofB = classes(b);
    Set<String> labels = new TreeSet<>(ofA.keySet());
    labels.addAll(ofB.keySet());
    List<ClassChange> changes =
        labels.stream()
            .map(
                label ->
                    new ClassChange(
                        label,
                        Optional.ofNullable(ofA.get(label)),
                        Optional.ofNullable(ofB.get(label))))
            .filter(RunComparison::differs)
            .toList();
    return new RunComparison(
        a.commandId(),
        b.commandId(),
        a.runFingerprint().isPresent() && a.runFingerprint().equals(b.runFingerprint()),
        settings(a, b),
        figures(a, b),
        changes,
        labels.size() - changes.size());
  }

  private static List<Setting> settings(TrainingRun a, TrainingRun b) {
    List<Setting> settings = new ArrayList<>();
    boolean sameKind = a.refresh() == b.refresh();
    if (!sameKind) {
      settings.add(
          new Setting("kind", Optional.of(RunWords.kind(a)), Optional.of(RunWords.kind(b))));
    }
    Set<String> names = new TreeSet<>(a.settings().keySet());
    if (sameKind) {
      names.addAll(b.settings().keySet());
    } else {
      names.retainAll(b.settings().keySet());
    }
    for (String name : names) {
      Optional<String> ofA = Optional.ofNullable(a.settings().get(name));
      Optional<String> ofB = Optional.ofNullable(b.settings().get(name));
      if (!ofA.equals(ofB)) {
        settings.add(new Setting(name, ofA, ofB));
      }
    }
    return settings;
  }

  private static List<Figure> figures(TrainingRun a, TrainingRun b) {
    List<Figure> figures = new ArrayList<>();
    figures.add(figure("accuracy", true, a, b, score(Scores::accuracy)));
    figures.add(figure("accuracy of the active version", true, a, b, TrainingRun::activeAccuracy));
    figures.add(figure("log loss", false, a, b, score(Scores::logLoss)));
    figures.add(figure("calibration error", false, a, b, score(Scores::calibrationError)));
    figures.add(figure("held-out images", false, a, b, score(scores -> (double) scores.images())));
    figures.add(
        figure(
            "images learned",
            false,
            a,
            b,
            run -> run.figures().flatMap(RunFigures::learned).map(Integer::doubleValue)));
    figures.add(
        figure("epochs", false, a, b, run -> last(run).map(epoch -> (double) epoch.epoch())));
    figures.add(
        figure("seconds", false, a, b, run -> Optional.of(run.duration().toMillis() / 1e3)));
    return figures.stream()
        .filter(figure -> figure.a().isPresent() || figure.b().isPresent())
        .toList();
  }

  private static Figure figure(
      String name,
      boolean share,
      TrainingRun a,
      TrainingRun b,
      Function<TrainingRun, Optional<Double>> value) {
    return new Figure(name, share, value.apply(a), value.apply(b));
  }

  private static Function<TrainingRun, Optional<Double>> score(Function<Scores, Double> value) {
    return run -> run.figures().map(RunFigures::candidate).map(value);
  }

  private static Optional<TrainingRun.Epoch> last(TrainingRun run) {
    return run.curve().stream().reduce((earlier, later) -> later);
  }

  private static Map<String, ClassFigures> classes(TrainingRun run) {
    Map<String, ClassFigures> classes = new LinkedHashMap<>();
    run.figures()
        .ifPresent(
            figures -> figures.classes().forEach(known -> classes.put(known.label(), known)));
    return classes;
  }

  /** What the active version of its time did is not the run's. */
  private static boolean differs(ClassChange change) {
    return change.a().isEmpty()
        || change.b().isEmpty()
        || !change.a().get().learned().equals(change.b().get().learned())
        || !change.a().get().recall().equals(change.b().get().recall());
  }
}
