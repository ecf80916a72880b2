package io.afterimage.benchmarks;

import io.afterimage.benchmarks.parts.Jpegs;
import io.afterimage.benchmarks.report.ReportOptions;
import io.afterimage.benchmarks.report.Table;
import io.afterimage.benchmarks.rig.Photos;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures the classifier's parts with JMH, each in a process of its own. */
@Command(
    name = "parts",
    description = "The decoder and the graph by themselves, on one thread, with JMH.",
    mixinStandardHelpOptions = true)
final class PartsCommand implements Callable<Integer> {

  private static final String ALL = Jpegs.class.getPackageName() + ".";

  @Mixin private ReportOptions report;

  @Option(
      names = "--images",
      paramLabel = "DIR",
      defaultValue = Jpegs.MADE_UP,
      description =
          "Folder of photos, with folders inside, or "
              + Jpegs.MADE_UP
              + ". Default: ${DEFAULT-VALUE}")
  private String images;

  @Spec private CommandSpec command;

  @Override
  public Integer call() throws Exception {
    if (!images.equals(Jpegs.MADE_UP) && !Files.isDirectory(Path.of(images))) {
      throw new ParameterException(
          command.commandLine(),
          "--images " + images + " is not a folder: name a folder of photos");
    }
    Photos photos = Jpegs.of(images);
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(ALL)
                    .param("images", images)
                    .forks(1)
                    .warmupIterations(2)
                    .warmupTime(TimeValue.seconds(1))
                    .measurementIterations(5)
                    .measurementTime(TimeValue.seconds(1))
                    .shouldFailOnError(true)
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run();
    Table.Builder table =
        Table.of(
            "One thread, %d JPEGs of %d KB on average"
                .formatted(photos.distinct(), photos.meanBytes() / 1000),
            "part",
            "images",
            "ms",
            "+/- (99.9 %)",
            "ms per image");
    for (RunResult each : results) {
      Result<?> measured = each.getPrimaryResult();
      int count =
          Optional.ofNullable(each.getParams().getParam("batch")).map(Integer::valueOf).orElse(1);
      table.row(
          measured.getLabel(),
          count,
          measured.getScore(),
          measured.getScoreError(),
          measured.getScore() / count);
    }
    report.add(table.build());
    report.finish();
    return 0;
  }
}
