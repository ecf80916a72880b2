package io.afterimage.cli.command;

import io.afterimage.cli.terminal.Table;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.cli.training.LayerSummary;
import io.afterimage.cli.training.LayerSummary.Line;
import io.afterimage.config.Range;
import io.afterimage.networks.backbone.Backbone;
import io.afterimage.networks.backbone.KnownBackbone;
import io.afterimage.networks.onnx.Head;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a backbone's layers. */
@Command(
    name = "summary",
    description = {
      "Show the layers of a backbone: output shapes, parameters, what is trained.",
      "They follow Keras' conventions and have Keras' layer names."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterimage summary mobilenetv2 --input 160",
      "  afterimage summary mobilenetv2 --input 160 --classes 2 --from-layer 100",
      "  afterimage summary vgg16 --hidden 512 --classes 10",
      "  afterimage summary vgg16 --csv > layers.csv"
    })
final class SummaryCommand implements Callable<Integer> {

  private final CommandContext context;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "BACKBONE",
      completionCandidates = BackboneNames.class,
      description = "${COMPLETION-CANDIDATES}.")
  private String name;

  @Option(
      names = "--input",
      paramLabel = "PIXELS",
      description = "Height and width of the images. Without it, those of the tutorials.")
  private Optional<Integer> size;

  @Option(
      names = "--hidden",
      split = ",",
      paramLabel = "UNITS",
      showDefaultValue = Visibility.NEVER,
      description = "Hidden dense layers on top, after pooling: their units, with commas between.")
  private List<Integer> hidden = List.of();

  @Option(
      names = "--classes",
      paramLabel = "N",
      description = "With the head for so many classes: one logit for two, else one for each.")
  private Optional<Integer> classes;

  @Option(
      names = "--from-layer",
      paramLabel = "INDEX",
      defaultValue = "0",
      description = "The first layer that is trained; those of the backbone below it are frozen.")
  private int fromLayer;

  @Option(names = "--frozen", description = "Freeze the whole backbone.")
  private boolean frozen;

  @Option(names = "--csv", description = "As CSV, without the totals.")
  private boolean csv;

  SummaryCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    KnownBackbone known = KnownBackbone.named(name);
    int side = size.orElse(known.usualSize());
    OptionRanges ranges =
        new OptionRanges(spec)
            .within(Range.atLeast(1), "--input", side)
            .within(Range.atLeast(0), "--from-layer", fromLayer);
    classes.ifPresent(count -> ranges.within(Range.atLeast(2), "--classes", count));
    hidden.forEach(units -> ranges.within(Range.atLeast(1), "--hidden", units));
    ranges.refuse();
    Backbone backbone = known.table(side);
    int first = frozen ? backbone.layers().size() : fromLayer;
    LayerSummary summary =
        LayerSummary.of(backbone, hidden, classes.map(Head::logits), side, first);
    if (csv) {
      printCsv(summary);
    } else {
      print(summary);
    }
    return ExitCode.OK;
  }

  private void printCsv(LayerSummary summary) {
    Terminal terminal = context.terminal();
    terminal.print("index,layer,type,output_hwc,params,inputs,trained");
    for (Line line : summary.lines()) {
      terminal.print(
          "%d,%s,%s,%s,%d,%s,%s"
              .formatted(
                  line.index(),
                  line.layer(),
                  line.type(),
                  line.shape(),
                  line.parameters(),
                  String.join("+", line.inputs()),
                  line.trained() ? "yes" : "no"));
    }
  }

  private void print(LayerSummary summary) {
    Table table = new Table("#", "layer", "type", "output", "parameters", "trained", "takes");
    for (Line line : summary.lines()) {
      table.row(
          line.index(),
          line.layer(),
          line.type(),
          line.shape(),
          counted(line.parameters()),
          line.parameters() == 0 ? "-" : line.trained() ? "yes" : "no",
          String.join(", ", line.inputs()));
    }
    Terminal terminal = context.terminal();
    List<String> lines = table.lines();
    terminal.print(terminal.style().strong(lines.get(0)));
    lines.stream().skip(1).forEach(terminal::print);
    terminal.print("");
    terminal.print("parameters     " + counted(summary.parameters()));
    terminal.print("trainable      " + counted(summary.trainable()));
    terminal.print("not trainable  " + counted(summary.parameters() - summary.trainable()));
  }

  private static String counted(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
