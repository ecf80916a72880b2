package io.afterimage.cli.command;

import io.afterimage.cli.options.KafkaOptions;
import io.afterimage.cli.options.MomentConverter;
import io.afterimage.cli.predictions.PredictionFilter;
import io.afterimage.cli.predictions.PredictionFolder;
import io.afterimage.cli.predictions.PredictionTail;
import io.afterimage.cli.predictions.RefusedTally;
import io.afterimage.cli.terminal.StopSignal;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.client.KafkaTarget;
import io.afterimage.config.Range;
import io.afterimage.kafka.images.ImageFetcher;
import io.afterimage.kafka.records.TopicReader;
import io.afterimage.kafka.records.TopicReader.From;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows predictions as they come. */
@Command(
    name = "predictions",
    description = {
      "Show predictions as they are committed, until Ctrl-C, and count what is refused meanwhile.",
      "Takes no part in a consumer group and moves no offsets."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterimage predictions",
      "  afterimage predictions --from-beginning --exit-at-end --json | jq .label",
      "  afterimage predictions --limit 10",
      "  afterimage predictions --below 0.6 --since 1d --exit-at-end --save unsure/",
      "      # fill in the column 'label' of unsure/predictions.csv, then",
      "  afterimage label --csv unsure/predictions.csv --source anna"
    })
final class PredictionsCommand implements Runnable {

  private static final Duration FETCHING = Duration.ofSeconds(30);
  private static final Range PROBABILITY = new Range(0, 1, "0 to 1");

  /** Images that are saved when nobody says how many: some hundred megabytes of photos. */
  private static final long MOST_SAVED = 1_000;

  private final CommandContext context;

  @Spec private CommandSpec spec;

  @Mixin private KafkaOptions kafka;

  @ArgGroup private Start start = new Start();

  /** Where it starts. */
  static final class Start {
    @Option(
        names = "--from-beginning",
        description = "Start from the oldest prediction, not the next one.")
    private boolean fromBeginning;

    @Option(
        names = "--since",
        paramLabel = "TIME",
        converter = MomentConverter.class,
        showDefaultValue = Visibility.NEVER,
        description =
            "Start from this time: 30m, 2h or 7d (ago), 2026-11-29 or 2026-11-29T10:30 (here), or"
                + " 2026-11-29T10:30:00Z.")
    private Optional<Instant> since = Optional.empty();
  }

  @Option(
      names = {"-e", "--exit-at-end"},
      description = "Exit at the end of the topic.")
  private boolean exitAtEnd;

  @Option(
      names = "--below",
      paramLabel = "P",
      description = "Only predictions with a confidence below P, from 0 to 1.")
  private Optional<Double> below;

  @Option(
      names = "--label",
      split = ",",
      paramLabel = "LABEL",
      showDefaultValue = Visibility.NEVER,
      description = "Only predictions of this label; may be repeated.")
  private Set<String> labels = Set.of();

  @Option(
      names = "--limit",
      paramLabel = "N",
      description =
          "Exit after N predictions; 0: no limit. Otherwise no limit, and 1000 with --save.")
  private Optional<Long> limit;

  @Option(
      names = "--save",
      paramLabel = "DIR",
      description =
          "Also save their images to a folder that is empty or does not exist yet, and beside them"
              + " predictions.csv, which 'label --csv' reads once its column 'label' is filled in.")
  private Optional<Path> save;

  @Mixin private UnwrapOption unwrap;

  @ArgGroup private Format format = new Format();

  /** How a prediction is shown. */
  static final class Format {
    @Option(names = "--json", description = "Each prediction as one JSON line, as stored in Kafka.")
    private boolean json;

    @SuppressWarnings("UnusedVariable") // names the default
    @Option(names = "--table", description = "Each prediction as a line for people. The default.")
    private boolean table;
  }

  PredictionsCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public void run() {
    OptionRanges ranges = new OptionRanges(spec);
    below.ifPresent(value -> ranges.within(PROBABILITY, "--below", value));
    limit.ifPresent(value -> ranges.within(Range.atLeast(0), "--limit", value));
    ranges.refuse();
    KafkaTarget target = kafka.target(context.environment());
    save.ifPresent(TargetFolder::requireEmpty);
    target.requireBroker();
    Optional<PredictionFolder> folder = save.map(directory -> folder(directory, target));
    try (StopSignal stop = StopSignal.install(context.terminal(), "nothing was changed")) {
      try {
        follow(target, folder, stop);
      } finally {
        folder.ifPresent(PredictionFolder::close);
      }
      folder.ifPresent(this::report);
    }
  }

  private void follow(KafkaTarget target, Optional<PredictionFolder> folder, StopSignal stop) {
    Terminal terminal = context.terminal();
    From from = start.fromBeginning ? From.EARLIEST : From.LATEST;
    Consumer<TopicReader> seek = reader -> start.since.ifPresent(reader::goTo);
    try (TopicReader predictions = target.reader(List.of(target.topics().predictions()), from);
        RefusedTally refused = RefusedTally.open(target, from, seek, terminal::sayInstead)) {
      seek.accept(predictions);
      PredictionTail tail = tail(folder);
      tail.follow(predictions, refused, exitAtEnd, stop::isRequested);
      if (tail.hasRead() || refused.total() > 0) {
        terminal.say(
            tail.counts(refused)
                + (refused.total() > 0 ? "; 'afterimage dead-letters' says what to do" : ""));
      } else if (!stop.isRequested()) {
        terminal.say(
            start.fromBeginning
                ? "no predictions"
                : "no new predictions; --from-beginning shows existing ones");
      }
    }
  }

  private PredictionFolder folder(Path directory, KafkaTarget target) {
    return new PredictionFolder(
        directory, new ImageFetcher(target.clients(), FETCHING), context.terminal()::sayInstead);
  }

  private PredictionTail tail(Optional<PredictionFolder> folder) {
    return new PredictionTail(
        context.terminal(),
        new PredictionFilter(below.map(OptionalDouble::of).orElse(OptionalDouble.empty()), labels),
        format.json,
        limit.orElse(save.isPresent() ? MOST_SAVED : 0L),
        folder);
  }

  private void report(PredictionFolder folder) {
    Terminal terminal = context.terminal();
    if (folder.saved() == 0) {
      terminal.say("no image was saved");
      return;
    }
    terminal.say(
        "%,d images in %s; fill in the column 'label' of %s, then 'afterimage label --csv %s'"
            .formatted(folder.saved(), folder.table().getParent(), folder.table(), folder.table()));
    unwrap.open(folder.table(), terminal);
  }
}
