package io.afterimage.cli.command;

import io.afterimage.cli.letters.FoundLetters;
import io.afterimage.cli.letters.LetterJson;
import io.afterimage.cli.letters.LetterLines;
import io.afterimage.cli.letters.Resent;
import io.afterimage.cli.letters.ResentJson;
import io.afterimage.cli.options.KafkaOptions;
import io.afterimage.cli.terminal.Progress;
import io.afterimage.cli.terminal.StopSignal;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.client.KafkaTarget;
import io.afterimage.client.refused.LetterReader;
import io.afterimage.client.refused.LetterSelection;
import io.afterimage.client.refused.LetterSender;
import io.afterimage.schemas.events.ImagePointer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends what was refused again. */
@Command(
    name = "send-again",
    description = {
      "Send what was refused again, as it came, after its cause was removed.",
      "Each is sent once, to the topic that it came from, however often and wherever somebody asks,",
      "as in the console: a mark on dead-letters says by whom and why. What is refused again is",
      "another dead letter."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterimage dead-letters send-again 0-42 --why 'limit raised'",
      "  afterimage dead-letters send-again --reason wrapped --why 'images.unwrap is set' --dry-run",
      "  afterimage dead-letters send-again --since 2026-11-29T08:00 --until 2026-11-29T09:00 \\",
      "      --why 'camera 7 repaired' --yes",
      "  afterimage dead-letters send-again --all --why 'more memory' --yes --json | jq .sent",
      "",
      "Exit code 1 when one cannot be sent again. More than one is asked about."
    })
final class DeadLettersSendAgainCommand implements Callable<Integer> {

  private static final int LONGEST_WHY = 500;
  private static final int KEPT_SHOWN = 10;

  private final CommandContext context;

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "PLACE",
      converter = LetterPlace.class,
      showDefaultValue = Visibility.NEVER,
      description = "Those that lie there, as the list says: TOPIC-PARTITION-OFFSET, or 0-42.")
  private List<ImagePointer> places = List.of();

  @Mixin private KafkaOptions kafka;

  @Mixin private LetterOptions options;

  @Option(names = "--all", description = "All that there are.")
  private boolean all;

  @Option(
      names = "--why",
      paramLabel = "TEXT",
      required = true,
      description = "Why they can be processed now; kept with the mark.")
  private String why;

  @Option(
      names = "--by",
      paramLabel = "NAME",
      description = "Who sends them, for the mark. Otherwise the name of this user.")
  private Optional<String> by;

  @Mixin private Confirmation confirmation;

  @Option(names = "--json", description = "What became of it as one JSON line.")
  private boolean json;

  DeadLettersSendAgainCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    KafkaTarget target = kafka.target(context.environment());
    String topic = target.topics().deadLetters();
    Set<ImagePointer> named = LetterPlace.in(topic, places);
    LetterSelection selection = options.selection(named);
    new OptionRanges(spec)
        .require(
            all == selection.isEverything(),
            "say which: a PLACE, --reason, --id, --since, --until, or --all without any of these")
        .require(
            !why.isBlank() && why.length() <= LONGEST_WHY,
            "--why is empty or longer than %d characters".formatted(LONGEST_WHY))
        .refuse();
    target.requireTopics(topic, target.topics().images(), target.topics().labels());
    Terminal told = told();
    FoundLetters found =
        FoundLetters.read(
            new LetterReader(target.clients(), LetterListing.LIMIT), topic, selection, told);
    LetterLines.reasons(found.letters().counts()).forEach(told::print);
    long open = found.count(true);
    long missing = named.isEmpty() ? 0 : named.size() - found.count(false);
    boolean asked = confirmation.isDryRun() || open > 1;
    if (confirmation.isDryRun()) {
      told.print("%,d would be sent again".formatted(open));
    }
    Resent resent =
        open == 0
                || (asked
                    && !confirmation.mayGoOn(told, "Send %,d dead letters again?".formatted(open)))
            ? Resent.NOTHING
            : send(target, selection, found);
    if (json) {
      context
          .terminal()
          .print(LetterJson.line(ResentJson.of(confirmation.isDryRun(), open, missing, resent)));
    }
    report(resent, found, missing, told);
    if (resent.stopped()) {
      return CommandLines.INTERRUPTED;
    }
    return resent.kept().isEmpty() && missing == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  /** Where people read; with --json, standard output is a program's. */
  private Terminal told() {
    Terminal terminal = context.terminal();
    return json
        ? new Terminal(
            terminal.err(),
            terminal.err(),
            terminal.live(),
            terminal.errColours(),
            terminal.errColours())
        : terminal;
  }

  private Resent send(KafkaTarget target, LetterSelection selection, FoundLetters found) {
    Terminal terminal = context.terminal();
    try (StopSignal stop =
            StopSignal.install(
                terminal, "what was committed is sent, and the same command sends the rest");
        Progress progress =
            Progress.start(terminal, "send again", found.count(true), "dead letters")) {
      return Resent.send(
          new LetterSender(target.clients(), target.topics(), LetterListing.LIMIT),
          target.topics().deadLetters(),
          selection,
          found,
          new Resent.Mark(by.orElseGet(() -> System.getProperty("user.name")), why.strip()),
          progress::stepTo,
          stop::isRequested);
    }
  }

  private static void report(Resent resent, FoundLetters found, long missing, Terminal told) {
    resent.kept().entrySet().stream()
        .limit(KEPT_SHOWN)
        .forEach(kept -> told.say("%s was not sent: %s".formatted(kept.getKey(), kept.getValue())));
    if (resent.kept().size() > KEPT_SHOWN) {
      told.say("and %,d more".formatted(resent.kept().size() - KEPT_SHOWN));
    }
    if (missing > 0) {
      told.say("%,d of the places have no such dead letter, or no longer".formatted(missing));
    }
    if (found.count(false) == 0) {
      told.say("no dead letter matches: nothing was sent");
    } else if (found.count(true) == 0) {
      told.say("all of them were sent again before: nothing was sent");
    } else if (resent.stopped()) {
      told.say(
          "stopped: %,d were sent again; the same command sends the rest".formatted(resent.sent()));
    } else if (resent.sent() + resent.before() + resent.kept().size() > 0) {
      told.say(
          "%,d sent again, %,d had been before, %,d cannot be; 'afterimage dead-letters --since 5m' shows what is refused again"
              .formatted(resent.sent(), resent.before(), resent.kept().size()));
    }
  }
}
