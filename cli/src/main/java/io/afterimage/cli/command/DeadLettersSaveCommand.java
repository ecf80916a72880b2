package io.afterimage.cli.command;

import io.afterimage.cli.letters.FoundLetters;
import io.afterimage.cli.letters.LetterFolder;
import io.afterimage.cli.options.KafkaOptions;
import io.afterimage.cli.terminal.Progress;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.client.KafkaTarget;
import io.afterimage.client.refused.LetterReader;
import io.afterimage.client.refused.LetterValues;
import io.afterimage.client.refused.RecentLetters.Shown;
import io.afterimage.config.Range;
import io.afterimage.schemas.events.ImagePointer;
import java.nio.file.Path;
import java.util.List;
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

/** Saves what was refused. */
@Command(
    name = "save",
    description = {
      "Save what was refused to a folder, byte for byte, to look at it or to repair it.",
      "Beside the files, dead-letters.csv says what each is: file, id, reason, detail, refused_at,",
      "origin, bytes, sent_again, place. Nothing is changed in Kafka."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterimage dead-letters save refused/",
      "  afterimage dead-letters save refused/ --reason truncated --since 1d --limit 50",
      "  afterimage dead-letters save one/ 0-42",
      "",
      "Exit code 1 when the bytes of one are no longer there."
    })
final class DeadLettersSaveCommand implements Callable<Integer> {

  private final CommandContext context;

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "DIR",
      description = "A folder that is empty, or does not exist yet.")
  private Path folder;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "PLACE",
      converter = LetterPlace.class,
      showDefaultValue = Visibility.NEVER,
      description = "Only those that lie there, as the list says.")
  private List<ImagePointer> places = List.of();

  @Mixin private KafkaOptions kafka;

  @Mixin private LetterOptions options;

  @Option(names = "--open", description = "Only those that were not sent again.")
  private boolean open;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "1000",
      description = "The newest N; 0: all, up to " + FoundLetters.MOST + ".")
  private long limit;

  DeadLettersSaveCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    new OptionRanges(spec).within(Range.atLeast(0), "--limit", limit).refuse();
    KafkaTarget target = kafka.target(context.environment());
    String topic = target.topics().deadLetters();
    Set<ImagePointer> named = LetterPlace.in(topic, places);
    TargetFolder.requireEmpty(folder);
    target.requireTopics(topic);
    Terminal terminal = context.terminal();
    LetterReader reader = new LetterReader(target.clients(), LetterListing.LIMIT);
    FoundLetters found = FoundLetters.read(reader, topic, options.selection(named), terminal);
    List<Shown> chosen = found.newest(open, limit);
    if (chosen.isEmpty()) {
      terminal.say("no dead letter matches; nothing was saved");
      return named.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }
    LetterFolder saved = new LetterFolder(folder, target.topics().labels());
    try (Progress progress = Progress.start(terminal, "save", chosen.size(), "dead letters")) {
      saved.save(
          chosen,
          new LetterValues(reader),
          progress::stepTo,
          (place, why) -> progress.say("%s was not saved: %s".formatted(place, why)));
    }
    terminal.say(
        "%,d of %,d dead letters saved in %s; %s says what each file is"
            .formatted(saved.saved(), found.count(open), folder, saved.table()));
    if (chosen.size() < found.count(open)) {
      terminal.say("those are the newest: --limit 0 saves all");
    }
    return saved.saved() == chosen.size() ? ExitCode.OK : ExitCode.SOFTWARE;
  }
}
