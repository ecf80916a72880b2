package io.afterimage.benchmarks;

import io.afterimage.benchmarks.report.ReportOptions;
import io.afterimage.benchmarks.report.Table;
import io.afterimage.benchmarks.rig.ContainerFlood;
import io.afterimage.benchmarks.rig.WorstImages;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Floods an instance in a container's memory with the images that take the most of it. */
@Command(
    name = "memory",
    description =
        "The worst images of each format, and ordinary ones among them, in a control group of"
            + " little memory; needs root.",
    mixinStandardHelpOptions = true)
final class MemoryCommand implements Callable<Integer> {

  /** Ids of ordinary images begin so. */
  private static final String NEIGHBOUR = "ordinary-beside-";

  @Mixin private ReportOptions report;

  @Option(
      names = "--limit",
      split = ",",
      defaultValue = "1024,2048,4096",
      description = "MiB of each container. Default: ${DEFAULT-VALUE}")
  private List<Integer> limits;

  @Option(
      names = "--side",
      defaultValue = "10000",
      description = "Of the square images, in pixels. Default: ${DEFAULT-VALUE}")
  private int side;

  @Option(
      names = "--times",
      defaultValue = "3",
      description = "How often each image is sent. Default: ${DEFAULT-VALUE}")
  private int times;

  private final Table.Builder table =
      Table.of(
          "The worst images in a container",
          "container MiB",
          "sent",
          "predicted",
          "dead letters",
          "ordinary predicted",
          "peak MiB of the group",
          "peak MiB of the process",
          "waits for memory",
          "seconds");

  private final Table.Builder formats =
      Table.of("What became of each", "container MiB", "image", "bytes", "answer");

  @Override
  public Integer call() throws Exception {
    Map<String, byte[]> images = WorstImages.of(side);
    boolean good = true;
    for (int limit : limits) {
      good &= flood(limit, images);
    }
    report.add(table.build());
    report.add(formats.build());
    report.finish();
    return good ? 0 : 1;
  }

  private boolean flood(int limit, Map<String, byte[]> images) throws Exception {
    try {
      ContainerFlood.Outcome outcome =
          ContainerFlood.run("afterimage-" + limit, limit, Map.of(), among(images));
      Map<String, String> answers = outcome.answers();
      long neighbours = predicted(answers, NEIGHBOUR);
      table.row(
          limit,
          answers.size(),
          predicted(answers, ""),
          answers.size() - predicted(answers, ""),
          neighbours,
          outcome.groupPeakMiB(),
          outcome.processPeakMiB(),
          outcome.waits(),
          outcome.seconds());
      images.forEach(
          (name, bytes) -> formats.row(limit, name, bytes.length, answers.get(name + "-0")));
      long sent = answers.keySet().stream().filter(id -> id.startsWith(NEIGHBOUR)).count();
      if (neighbours < sent) {
        report.say(
            "%d MiB: %d of %d ordinary images have no prediction"
                .formatted(limit, sent - neighbours, sent));
      }
      return neighbours == sent;
    } catch (IllegalStateException e) {
      report.say("%d MiB: %s".formatted(limit, e.getMessage()));
      return false;
    }
  }

  /** Each of the worst so often, with an ordinary image behind it. */
  private Map<String, byte[]> among(Map<String, byte[]> worst) {
    byte[] ordinary = WorstImages.ordinary();
    Map<String, byte[]> images = new LinkedHashMap<>();
    for (int time = 0; time < times; time++) {
      for (Map.Entry<String, byte[]> image : worst.entrySet()) {
        String id = image.getKey() + "-" + time;
        images.put(id, image.getValue());
        images.put(NEIGHBOUR + id, ordinary);
      }
    }
    return images;
  }

  private static long predicted(Map<String, String> answers, String prefix) {
    return answers.entrySet().stream()
        .filter(answer -> answer.getKey().startsWith(prefix))
        .filter(answer -> answer.getValue().equals(ContainerFlood.PREDICTED))
        .count();
  }
}
