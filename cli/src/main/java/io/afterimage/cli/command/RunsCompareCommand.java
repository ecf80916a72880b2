package io.afterimage.cli.command;

import io.afterimage.cli.options.KafkaOptions;
import io.afterimage.cli.runs.ComparisonPage;
import io.afterimage.cli.runs.RunComparison;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.schemas.events.EventJson;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows two runs side by side. */
@Command(
    name = "compare",
    description = {
      "Compare two runs: the settings that differ, the figures, and the classes that changed.",
      "Each is scored on the images that the gate judged by at its time. What was labelled between",
      "the two makes a difference as well."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterimage runs compare v2 v3",
      "  afterimage runs compare v2 v3 --json | jq .settings"
    })
final class RunsCompareCommand implements Runnable {

  private final CommandContext context;

  @Parameters(
      index = "0",
      paramLabel = "A",
      description = "A run's id, the beginning of it, or the version that it published.")
  private String a;

  @Parameters(index = "1", paramLabel = "B", description = "The other run.")
  private String b;

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  @Mixin private KafkaOptions kafka;

  RunsCompareCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public void run() {
    Terminal terminal = context.terminal();
    KnownRuns runs = KnownRuns.read(kafka.target(context.environment()), terminal);
    RunComparison comparison = RunComparison.of(runs.require(a), runs.require(b));
    if (json) {
      terminal.print(new String(EventJson.write(comparison), StandardCharsets.UTF_8));
    } else {
      new ComparisonPage(comparison).lines().forEach(terminal::print);
    }
  }
}
