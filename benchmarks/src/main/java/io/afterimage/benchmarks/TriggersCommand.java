package io.afterimage.benchmarks;

import io.afterimage.benchmarks.parts.TriggerStream;
import io.afterimage.benchmarks.report.Figures;
import io.afterimage.benchmarks.report.ReportOptions;
import io.afterimage.benchmarks.report.Table;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Simulates streams, with fixed seeds, and counts when the trainer's triggers make a run due. */
@Command(
    name = "triggers",
    description =
        "How often the trainer's triggers take chance for a change, and how late they see one.",
    mixinStandardHelpOptions = true)
final class TriggersCommand implements Callable<Integer> {

  private static final int CHANGE = 3500;
  private static final int PREDICTIONS = 20_000;
  private static final int LABELS = 10_000;
  private static final int LOOK_EVERY = 20;
  private static final int NEVER = Integer.MAX_VALUE;
  private static final double[][] DROPS = {
    {0.95, 0.5, 100}, {0.9, 0.8, 60}, {0.9, 0.8, 500}, {0.9, 0.7, 500}, {0.77, 0.65, 500}
  };

  @Mixin private ReportOptions report;

  @Option(
      names = "--streams",
      defaultValue = "40",
      description = "Streams of each kind. Default: ${DEFAULT-VALUE}")
  private int streams;

  @Override
  public Integer call() throws Exception {
    Table.Builder stability =
        Table.of(
            "Predicted labels, %d predictions a stream; change: half of the classes 3 or 9 times as"
                    .formatted(PREDICTIONS)
                + " frequent as the others (index 0.27, 0.88)",
            "classes",
            "false alarms",
            "seen, 3 times",
            "median delay",
            "seen, 9 times",
            "delay");
    for (int classes : new int[] {2, 10, 100, 1000}) {
      int[] none = stability(classes, 1);
      int[] small = stability(classes, 3);
      int[] large = stability(classes, 9);
      stability.row(
          classes, of(none), of(small), delay(small, CHANGE), of(large), delay(large, CHANGE));
    }
    report.add(stability.build());
    Table.Builder accuracy =
        Table.of(
            "Answers to %d labels a stream, the accuracy falls after 1000".formatted(LABELS),
            "accuracy",
            "after",
            "held-out images",
            "false alarms",
            "seen",
            "median delay in labels");
    for (double[] drop : DROPS) {
      int[] none = accuracy(drop[0], drop[0], (int) drop[2]);
      int[] fallen = accuracy(drop[0], drop[1], (int) drop[2]);
      accuracy.row(drop[0], drop[1], (int) drop[2], of(none), of(fallen), delay(fallen, 1000));
    }
    report.add(accuracy.build());
    report.finish();
    return 0;
  }

  /** When each stream made a run due: the second half of the classes gets more frequent. */
  private int[] stability(int classes, int times) {
    return simulate(
        Map.of("trigger.accuracy.drop", "0"),
        1,
        1,
        PREDICTIONS,
        (stream, random) ->
            i -> {
              int half = i < CHANGE ? 1 : times;
              int shifted = random.nextInt(half + 1) == 0 ? 0 : classes / 2;
              stream.predict(shifted + random.nextInt(classes / 2));
            });
  }

  private int[] accuracy(double before, double after, int heldOut) {
    return simulate(
        Map.of("trigger.stability", "0"),
        before,
        heldOut,
        LABELS,
        (stream, random) -> i -> stream.label(i < 1000 ? before : after));
  }

  private int[] simulate(
      Map<String, String> options, double accuracy, int heldOut, int length, Source source) {
    return IntStream.range(0, streams)
        .map(
            seed -> {
              SplittableRandom random = new SplittableRandom(seed);
              TriggerStream stream = new TriggerStream(options, accuracy, heldOut, random);
              IntConsumer next = source.of(stream, random);
              for (int i = 0; i < length; i++) {
                next.accept(i);
                if ((i + 1) % LOOK_EVERY == 0 && stream.isDue()) {
                  return i + 1;
                }
              }
              return NEVER;
            })
        .toArray();
  }

  private String of(int[] due) {
    return Arrays.stream(due).filter(at -> at != NEVER).count() + " of " + streams;
  }

  private static Object delay(int[] due, int change) {
    double median = Figures.median(Arrays.stream(due).asDoubleStream().toArray());
    return median >= NEVER / 2.0 ? "never" : (Object) (median - change);
  }

  private interface Source {
    IntConsumer of(TriggerStream stream, SplittableRandom random);
  }
}
