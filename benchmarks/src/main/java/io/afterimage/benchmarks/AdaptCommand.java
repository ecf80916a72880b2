package io.afterimage.benchmarks;

import io.afterimage.benchmarks.adapt.AdaptPlot;
import io.afterimage.benchmarks.adapt.AdaptTables;
import io.afterimage.benchmarks.adapt.Adaptation;
import io.afterimage.benchmarks.adapt.Change;
import io.afterimage.benchmarks.adapt.Episode;
import io.afterimage.benchmarks.adapt.Mode;
import io.afterimage.benchmarks.adapt.Teller;
import io.afterimage.benchmarks.report.ReportOptions;
import io.afterimage.schemas.events.EventJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.commons.io.file.PathUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Streams images whose world changes half-way, and follows how the loop learns the new one. */
@Command(
    name = "adapt",
    description = {
      "A stream whose world changes half-way: accuracy before and after, and when the loop is back.",
      "Broker, stream and trainer run in this process, as 'afterimage standalone' has them."
    },
    mixinStandardHelpOptions = true)
final class AdaptCommand implements Callable<Integer> {

  private static final List<Change> ALL =
      List.of(Change.LIGHT, Change.ROTATION, Change.NEW_CLASS, Change.STREAM);

  @Mixin private ReportOptions report;
  @Mixin private StoryOptions stories;

  @Option(
      names = "--kinds",
      split = ",",
      paramLabel = "KIND",
      defaultValue = "light",
      converter = OfChange.class,
      description =
          "Of change: light, dark, rotation, new-class, stream. Default: ${DEFAULT-VALUE}")
  private List<Change> kinds;

  @Option(
      names = "--modes",
      split = ",",
      paramLabel = "MODE",
      defaultValue = "refresh,full,neither",
      converter = OfMode.class,
      description =
          "refresh: the trainer's defaults; full: by the schedule alone, without pause between"
              + " runs; neither: no trainer. Default: ${DEFAULT-VALUE}")
  private List<Mode> modes;

  @Option(names = "--all", description = "light, rotation, new-class and stream, in all modes.")
  private boolean all;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "Write adapt.json and adapt.svg there.")
  private Optional<Path> output;

  @Option(
      names = "--window",
      paramLabel = "N",
      defaultValue = "200",
      description = "Images of which accuracy is told. Default: ${DEFAULT-VALUE}")
  private int window;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "10",
      description = "Images a second. Default: ${DEFAULT-VALUE}")
  private double rate;

  @Option(
      names = "--labelled",
      paramLabel = "SHARE",
      defaultValue = "1",
      description = "Share of images that are labelled. Default: ${DEFAULT-VALUE}")
  private double labelled;

  @Option(
      names = "--delay",
      paramLabel = "SECONDS",
      defaultValue = "1",
      description = "From a prediction to its label. Default: ${DEFAULT-VALUE}")
  private double delay;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "An option of the trainer, such as refresh.minimum.pause=1s; repeatable.")
  private Map<String, String> trainer = new LinkedHashMap<>();

  @Override
  public Integer call() throws Exception {
    List<Change> changes = all ? ALL : kinds;
    List<Mode> chosen = all ? List.of(Mode.values()) : modes;
    stories.check(changes);
    Duration labelledAfter = Duration.ofMillis(Math.round(delay * 1000));
    Teller teller =
        new Teller(
            new Episode(new Episode.Pacing(rate, labelled, labelledAfter, stories.seed()), trainer),
            window,
            report::say);
    Path folder = Files.createTempDirectory("afterimage-adapt-images");
    try {
      List<Adaptation> told = new ArrayList<>();
      for (Change change : changes) {
        List<Adaptation> ofKind =
            teller.tell(stories.story(change, folder.resolve("pictures")), chosen);
        AdaptTables.of(ofKind).forEach(report::add);
        told.addAll(ofKind);
        write(told);
      }
    } finally {
      PathUtils.deleteDirectory(folder);
    }
    report.finish();
    return 0;
  }

  /** After each kind: what is measured is kept whatever comes. */
  private void write(List<Adaptation> told) throws IOException {
    if (output.isPresent()) {
      Files.createDirectories(output.get());
      Files.write(
          output.get().resolve("adapt.json"),
          EventJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(told));
      Files.writeString(output.get().resolve("adapt.svg"), AdaptPlot.of(told));
    }
  }

  /** By its code. */
  static final class OfChange implements ITypeConverter<Change> {
    @Override
    public Change convert(String code) {
      return Change.of(code);
    }
  }

  /** By its code. */
  static final class OfMode implements ITypeConverter<Mode> {
    @Override
    public Mode convert(String code) {
      return Mode.of(code);
    }
  }
}
