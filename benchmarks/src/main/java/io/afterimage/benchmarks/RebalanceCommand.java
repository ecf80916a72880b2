package io.afterimage.benchmarks;

import io.afterimage.benchmarks.report.ReportOptions;
import io.afterimage.benchmarks.report.Table;
import io.afterimage.benchmarks.rig.Installation;
import io.afterimage.benchmarks.rig.Load;
import io.afterimage.benchmarks.rig.StreamChild;
import io.afterimage.images.InputSpec;
import io.afterimage.networks.RandomHeads;
import io.afterimage.stream.config.StreamConfig;
import io.afterimage.stream.runtime.StreamInstance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lets instances come, leave and die under both group protocols. */
@Command(
    name = "rebalance",
    description = "Seconds until every partition has an owner again, by group protocol.",
    mixinStandardHelpOptions = true)
final class RebalanceCommand implements Callable<Integer> {

  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final Duration LOOK = Duration.ofMillis(50);

  /** Images, predictions, labels and forwarded labels with six partitions each. */
  private static final int PARTITIONS = 24;

  @Mixin private ReportOptions report;

  @Option(names = "--rounds", defaultValue = "3", description = "Default: ${DEFAULT-VALUE}")
  private int rounds;

  @Option(names = "--instances", split = ",", defaultValue = "2,4")
  private int[] instances;

  @Override
  public Integer call() throws Exception {
    Table.Builder table =
        Table.of(
            "Seconds, medians", "protocol", "instances", "one comes", "one leaves", "one dies");
    try (Installation installation = Installation.open()) {
      installation.publish(
          new RandomHeads(List.of("cat", "dog"), InputSpec.square(32)).withHead(0));
      for (int count : instances) {
        for (String protocol : List.of("classic", "streams")) {
          double[] seconds = measure(installation, protocol, count);
          table.row(protocol, count, seconds[0], seconds[1], seconds[2]);
        }
      }
    }
    report.add(table.build());
    report.finish();
    return 0;
  }

  private double[] measure(Installation installation, String protocol, int count) {
    String application = "rebalance-%s-%d".formatted(protocol, count);
    List<StreamInstance> staying = new ArrayList<>();
    double[] come = new double[rounds];
    double[] leave = new double[rounds];
    double[] die = new double[rounds];
    try {
      for (int i = 1; i < count; i++) {
        staying.add(start(installation, application, protocol, "stays-" + i));
      }
      secondsUntil(() -> owned(staying) == PARTITIONS);
      for (int round = 0; round < rounds; round++) {
        StreamInstance comes = start(installation, application, protocol, "comes-" + round);
        secondsUntil(() -> !comes.health().details().get("stream").equals("CREATED"));
        come[round] =
            secondsUntil(
                () ->
                    owned(List.of(comes)) > 0
                        && owned(staying) + owned(List.of(comes)) == PARTITIONS);
        long began = System.nanoTime();
        comes.close();
        secondsUntil(() -> owned(staying) == PARTITIONS);
        leave[round] = since(began);

        try (StreamChild dies =
            StreamChild.start(installation, application, "dies-" + round, options(protocol))) {
          secondsUntil(() -> owned(staying) < PARTITIONS);
          Load.last(Duration.ofSeconds(5));
          dies.kill();
          die[round] = secondsUntil(() -> owned(staying) == PARTITIONS);
        }
      }
    } finally {
      staying.forEach(StreamInstance::close);
    }
    return new double[] {median(come), median(leave), median(die)};
  }

  private static StreamInstance start(
      Installation installation, String application, String protocol, String instance) {
    return StreamInstance.start(
        StreamConfig.from(installation.options(application, instance, 0, options(protocol))));
  }

  private static Map<String, String> options(String protocol) {
    return Map.of("kafka.group.protocol", protocol, "workers", "1", "metrics.enabled", "false");
  }

  private static int owned(List<StreamInstance> some) {
    return some.stream()
        .mapToInt(instance -> Integer.parseInt(instance.health().details().get("partitions")))
        .sum();
  }

  private static double secondsUntil(BooleanSupplier reached) {
    long began = System.nanoTime();
    while (!reached.getAsBoolean()) {
      if (System.nanoTime() - began > LIMIT.toNanos()) {
        throw new IllegalStateException("the group did not settle within " + LIMIT);
      }
      Load.last(LOOK);
    }
    return since(began);
  }

  private static double since(long began) {
    return (System.nanoTime() - began) / 1e9;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
