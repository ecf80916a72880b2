package io.afterimage.training.head;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Chooses the strength of regularisation and answers every example by a head that has not learned
 * it. Where the folds' heads together are small, they are fitted side by side for the price of
 * little more than one, and the strength is the best one over all folds. Otherwise they are fitted
 * one after the other, and the first fold alone chooses. For one run.
 */
final class CrossValidation {

  /** Outputs of all folds up to which the heads are fitted side by side. */
  static final int MOST_OUTPUTS = 128;

  /** The best strength hardly moves while the examples grow, or shrink, by less than this. */
  private static final double SAME_SIZE = 1.1;

  /**
   * A full buffer does not grow, but its images change: then a strength is searched after these.
   */
  private static final int MOST_KEPT = 10;

  private final SoftmaxEngine engine;
  private final HeadExamples examples;
  private final Folds folds;
  private final double[] mean;
  private final L2Grid grid;
  private final BooleanSupplier cancelled;
  private final Map<Integer, Tried> tried = new HashMap<>();

  /** The result for one strength. */
  private record Tried(double loss, double[] point) {}

  /**
   * The result of the cross-validation.
   *
   * @param searched the examples among which the strength was searched
   * @param kept how often it was taken over since
   * @param start variables for a head that learns all examples
   * @param logits of each example by the head of its fold
   * @param answered see {@link OutOfFold#answered()}
   */
  record Result(
      double l2, int searched, int kept, double[] start, float[][] logits, boolean[] answered) {}

  CrossValidation(
      SoftmaxEngine engine, HeadExamples examples, double[] mean, BooleanSupplier cancelled) {
    this.engine = engine;
    this.examples = examples;
    this.folds = Folds.of(examples);
    this.mean = mean;
    this.grid = new L2Grid(examples.features().variance(mean, examples.weights()));
    this.cancelled = cancelled;
  }

  /** Runs it. */
  Result run(Optional<HeadFitting.Start> start) {
    int rows = examples.rows();
    float[][] logits = new float[rows][];
    boolean[] answered = new boolean[rows];
    SoftmaxPasses.Receiver receiver =
        (row, values) -> {
          logits[row] = values.clone();
          answered[row] = folds.isAnswered(row, examples.labels()[row]);
        };
    int[][] parts = parts();
    Optional<HeadFitting.Start> settled = start.filter(this::holds);
    int best;
    double[] first;
    try (FoldHeads heads = new FoldHeads(engine, examples, folds, parts[0], mean)) {
      start.ifPresent(s -> heads.startFrom(HeadForm.variables(s.head(), examples.classes(), mean)));
      int from = start.map(s -> grid.nearest(s.l2())).orElse(grid.usual());
      best = settled.isPresent() ? keep(heads, from) : search(heads, from);
      heads.moveTo(tried.get(best).point);
      heads.answers(receiver);
      first = heads.mean();
    }
    for (int part = 1; part < parts.length; part++) {
      try (FoldHeads heads = new FoldHeads(engine, examples, folds, parts[part], mean)) {
        heads.startFrom(first);
        heads.fit(grid.at(best), cancelled);
        heads.answers(receiver);
      }
    }
    return new Result(
        grid.at(best),
        settled.map(HeadFitting.Start::searched).orElse(rows),
        settled.map(s -> s.kept() + 1).orElse(0),
        first,
        logits,
        answered);
  }

  /** The folds that are fitted together. */
  private int[][] parts() {
    return folds.count() * examples.classes() <= MOST_OUTPUTS
        ? new int[][] {IntStream.range(0, folds.count()).toArray()}
        : IntStream.range(0, folds.count())
            .mapToObj(fold -> new int[] {fold})
            .toArray(int[][]::new);
  }

  private boolean holds(HeadFitting.Start start) {
    int rows = examples.rows();
    return start.kept() < MOST_KEPT
        && rows <= start.searched() * SAME_SIZE
        && start.searched() <= rows * SAME_SIZE;
  }

  private int keep(FoldHeads heads, int place) {
    loss(heads, place, heads.point());
    return place;
  }

  /** Downhill over the grid from one place; each fit starts from its neighbour's. */
  private int search(FoldHeads heads, int from) {
    double here = loss(heads, from, heads.point());
    for (int step : new int[] {1, -1}) {
      int place = from;
      while (isBetter(heads, place, step)) {
        place += step;
      }
      if (place != from) {
        return place;
      }
    }
    return Double.isNaN(here) ? grid.usual() : from;
  }

  private boolean isBetter(FoldHeads heads, int place, int step) {
    int next = place + step;
    return next >= 0
        && next < L2Grid.SIZE
        && loss(heads, next, tried.get(place).point) < tried.get(place).loss;
  }

  private double loss(FoldHeads heads, int place, double[] start) {
    heads.moveTo(start);
    heads.fit(grid.at(place), cancelled);
    double loss = heads.loss();
    tried.put(place, new Tried(loss, heads.point()));
    return loss;
  }
}
