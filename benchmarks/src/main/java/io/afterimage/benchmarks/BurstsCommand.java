package io.afterimage.benchmarks;

import io.afterimage.benchmarks.parts.BurstRefresh;
import io.afterimage.benchmarks.parts.BurstRefresh.Outcome;
import io.afterimage.benchmarks.parts.LabelledFeatures;
import io.afterimage.benchmarks.report.ReportOptions;
import io.afterimage.benchmarks.report.Table;
import io.afterimage.images.InputSpec;
import io.afterimage.trainer.buffer.Example;
import io.afterimage.training.head.NearTwins;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.commons.io.file.PathUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Refreshes on bursts of frames, and compares what they report with fresh images. */
@Command(
    name = "bursts",
    description = "Whether held-out accuracy holds where each scene is in many frames.",
    mixinStandardHelpOptions = true)
final class BurstsCommand implements Callable<Integer> {

  @Mixin private ReportOptions report;

  @Option(
      names = "--images",
      required = true,
      paramLabel = "DIR",
      description = "Folder with train/ and test/ or validation/, one folder per class below.")
  private Path folder;

  @Option(
      names = "--scenes",
      defaultValue = "80",
      description = "Scenes that are learned. Default: ${DEFAULT-VALUE}")
  private int scenes;

  @Option(
      names = "--frames",
      defaultValue = "5",
      description = "Frames of each scene. Default: ${DEFAULT-VALUE}")
  private int frames;

  @Option(
      names = "--draws",
      defaultValue = "5",
      description = "Random choices of scenes. Default: ${DEFAULT-VALUE}")
  private int draws;

  @Option(
      names = "--size",
      defaultValue = "160",
      description = "Height and width of the images. Default: ${DEFAULT-VALUE}")
  private int size;

  @Override
  public Integer call() throws Exception {
    LabelledFeatures.Folder images = LabelledFeatures.read(folder, size);
    Path features = Files.createTempDirectory("bursts");
    BurstRefresh refresh =
        new BurstRefresh(images, InputSpec.square(size), scenes, frames, features);
    List<Outcome> without = new ArrayList<>();
    List<Outcome> with = new ArrayList<>();
    for (int draw = 0; draw < draws; draw++) {
      List<Example> examples = refresh.examples(draw);
      without.add(refresh.run(examples, 0));
      with.add(refresh.run(examples, NearTwins.USUAL_COSINE));
    }
    PathUtils.deleteDirectory(features);
    Table.Builder table =
        Table.of(
            "%d frames of each of %d scenes, %d fresh images, mean of %d draws"
                .formatted(frames, scenes, images.fresh().features().rows(), draws),
            "near twins",
            "held out",
            "accuracy held out",
            "accuracy fresh",
            "largest difference");
    add(table, "not looked for", without);
    add(table, "in one fold", with);
    report.add(table.build());
    report.finish();
    return 0;
  }

  private static void add(Table.Builder table, String name, List<Outcome> outcomes) {
    table.row(
        name,
        outcomes.stream().mapToInt(o -> o.heldOut().images()).average().orElseThrow(),
        outcomes.stream().mapToDouble(o -> o.heldOut().accuracy()).average().orElseThrow(),
        outcomes.stream().mapToDouble(Outcome::fresh).average().orElseThrow(),
        outcomes.stream()
            .mapToDouble(o -> Math.abs(o.heldOut().accuracy() - o.fresh()))
            .max()
            .orElseThrow());
  }
}
