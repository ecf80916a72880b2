package io.afterimage.cli.command;

import io.afterimage.cli.options.KafkaOptions;
import io.afterimage.cli.runs.RunPage;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.TrainingRun;
import io.afterimage.schemas.events.TrainingRun.Outcome;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows all that is known of one run. */
@Command(
    name = "show",
    description = {
      "Show all that is known of a run.",
      "Why it began, how it ended and what the gate said, its figures beside those of the version",
      "that was active, its phases, learning curves, classes and settings."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterimage runs show v3",
      "  afterimage runs show auto-refresh-2026-05-01T10",
      "  afterimage runs show v3 --json | jq .figures.classes"
    })
final class RunsShowCommand implements Runnable {

  private final CommandContext context;

  @Parameters(
      paramLabel = "RUN",
      description = "The run's id, the beginning of it, or the version that it published.")
  private String name;

  @Option(names = "--json", description = "The record of training-runs, one JSON object.")
  private boolean json;

  @Mixin private KafkaOptions kafka;

  RunsShowCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public void run() {
    Terminal terminal = context.terminal();
    TrainingRun run = KnownRuns.read(kafka.target(context.environment()), terminal).require(name);
    if (json) {
      terminal.print(new String(EventJson.write(run), StandardCharsets.UTF_8));
      return;
    }
    new RunPage(run).lines().forEach(terminal::print);
    if (run.modelVersion().isPresent()) {
      terminal.say(
          "'afterimage models show %s' shows what became of the version"
              .formatted(run.modelVersion().get()));
    } else if (run.outcome() == Outcome.REJECTED) {
      terminal.say(
          "'afterimage control promote %s' publishes it anyway".formatted(run.commandId()));
    }
  }
}
