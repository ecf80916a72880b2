package io.afterimage.cli.command;

import io.afterimage.cli.options.DurationConverter;
import io.afterimage.cli.sizing.Load;
import io.afterimage.cli.sizing.Sizing;
import io.afterimage.cli.sizing.SizingLines;
import io.afterimage.config.Range;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Computes what an installation needs. */
@Command(
    name = "size",
    description = {
      "Compute what an installation needs.",
      "These are cores, memory, disk, partitions and network, each with the measured figure that it",
      "comes from. Nothing is connected to.",
      "",
      "The figures are those of MobileNetV2 at 160x160 on cores with AVX-512; docs/sizing.md says",
      "what changes with another backbone, a GPU or other cores."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterimage size --rate 500 --image-bytes 45000 --classes 10",
      "  afterimage size --rate 20 --image-bytes 3000000 --classes 100 --retention 2d --instances 2"
    })
final class SizeCommand implements Runnable {

  private final CommandContext context;

  @Spec private CommandSpec spec;

  @Option(
      names = "--rate",
      paramLabel = "N",
      required = true,
      description = "Images per second, at the busiest time.")
  private double rate;

  @Option(
      names = "--image-bytes",
      paramLabel = "N",
      defaultValue = "45000",
      description = "Mean size of an encoded image.")
  private long imageBytes;

  @Option(
      names = "--classes",
      paramLabel = "N",
      defaultValue = "10",
      description = "Labels of the model.")
  private int classes;

  @Option(
      names = "--retention",
      paramLabel = "DURATION",
      defaultValue = "7d",
      converter = DurationConverter.class,
      description = "How long images, predictions and labels are kept.")
  private Duration retention;

  @Option(
      names = "--replication",
      paramLabel = "N",
      defaultValue = "3",
      description = "Copies of every topic.")
  private int replication;

  @Option(
      names = "--instances",
      paramLabel = "N",
      description = "Instances of the stream. Otherwise as many as need two cores each.")
  private Optional<Integer> instances;

  SizeCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public void run() {
    OptionRanges ranges =
        new OptionRanges(spec)
            .within(Range.ABOVE_ZERO, "--rate", rate)
            .within(Range.atLeast(1), "--image-bytes", imageBytes)
            .within(Range.atLeast(2), "--classes", classes)
            .within(Range.atLeast(1), "--replication", replication);
    instances.ifPresent(number -> ranges.within(Range.atLeast(1), "--instances", number));
    ranges.refuse();
    Load load = new Load(rate, imageBytes, classes, retention, replication, instances);
    SizingLines.of(new Sizing(load)).forEach(context.terminal()::print);
  }
}
