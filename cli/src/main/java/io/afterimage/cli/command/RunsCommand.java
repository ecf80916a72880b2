package io.afterimage.cli.command;

import io.afterimage.cli.options.KafkaOptions;
import io.afterimage.cli.runs.RunList;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.client.runs.RunHistory;
import io.afterimage.config.Range;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.TrainingRun;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows which runs there were. */
@Command(
    name = "runs",
    description = {
      "Show the runs of the trainer: what ran when and why, and what came of it.",
      "'accuracy' is the candidate's on the images that the gate judged by, 'active' that of the"
          + " version",
      "that was active. What published no version says why in the line below it."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterimage runs",
      "  afterimage runs --json | jq -r '.[] | select(.outcome == \"rejected\") | .text'",
      "  afterimage runs show v3",
      "  afterimage runs compare v2 v3"
    })
final class RunsCommand implements Runnable {

  private static final int SHOWN = 30;

  private final CommandContext context;
  private final Clock clock = Clock.systemUTC();

  @Spec private CommandSpec spec;

  @Mixin private KafkaOptions kafka;

  @Option(
      names = "--json",
      description = "A JSON array of the records of training-runs, oldest first.")
  private boolean json;

  @Option(
      names = "--last",
      paramLabel = "N",
      description = "Only the newest N; 0: all. Without it the newest 30, with --json all.")
  private Optional<Integer> last;

  RunsCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public void run() {
    new OptionRanges(spec).within(Range.atLeast(0), "--last", last.orElse(0)).refuse();
    Terminal terminal = context.terminal();
    RunHistory history = KnownRuns.read(kafka.target(context.environment()), terminal).history();
    List<TrainingRun> all = history.ended();
    int most = last.orElse(json ? 0 : SHOWN);
    List<TrainingRun> shown =
        most > 0 && most < all.size() ? all.subList(all.size() - most, all.size()) : all;
    if (json) {
      terminal.print(new String(EventJson.write(shown), StandardCharsets.UTF_8));
    } else {
      new RunList(shown).lines().forEach(terminal::print);
    }
    if (shown.size() < all.size()) {
      terminal.say("the newest %d of %d: '--last 0' shows all".formatted(shown.size(), all.size()));
    }
    history.underWay().forEach(run -> terminal.say(RunList.inWords(run, clock.instant())));
    if (all.isEmpty() && history.underWay().isEmpty()) {
      terminal.say("no run has ended yet: 'afterimage control retrain' begins one");
    } else if (!all.isEmpty() && !json) {
      terminal.say(
          "'afterimage runs show %s' shows all of the last one"
              .formatted(all.get(all.size() - 1).commandId()));
    }
  }
}
