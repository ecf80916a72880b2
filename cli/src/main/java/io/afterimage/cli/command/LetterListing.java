package io.afterimage.cli.command;

import io.afterimage.cli.letters.FoundLetters;
import io.afterimage.cli.letters.LetterJson;
import io.afterimage.cli.letters.LetterLines;
import io.afterimage.cli.options.KafkaOptions;
import io.afterimage.cli.terminal.StopSignal;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.client.KafkaTarget;
import io.afterimage.client.refused.DeadLetter;
import io.afterimage.client.refused.LetterReader;
import io.afterimage.client.refused.LetterSelection;
import io.afterimage.client.refused.RecentLetters.Shown;
import io.afterimage.config.Range;
import io.afterimage.kafka.records.TopicReader;
import io.afterimage.kafka.records.TopicReader.From;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists dead letters. */
abstract class LetterListing implements Runnable {

  /** How long the brokers may let one answer wait. */
  static final Duration LIMIT = Duration.ofSeconds(30);

  private static final Duration POLL = Duration.ofMillis(200);

  private final CommandContext context;

  @Spec private CommandSpec spec;

  @Mixin private KafkaOptions kafka;

  @Mixin private LetterOptions options;

  @Option(names = "--open", description = "Only those that were not sent again.")
  private boolean open;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      description = "List the newest N one by one; 0: all, up to " + FoundLetters.MOST + ".")
  private long limit;

  @Option(names = "--follow", description = "Then show those to come, until Ctrl-C.")
  private boolean follow;

  @Option(
      names = "--json",
      description = "Each of those listed as one JSON line, with cause and remedy.")
  private boolean json;

  LetterListing(CommandContext context) {
    this.context = context;
  }

  @Override
  public void run() {
    new OptionRanges(spec).within(Range.atLeast(0), "--limit", limit).refuse();
    KafkaTarget target = kafka.target(context.environment());
    String topic = target.topics().deadLetters();
    target.requireTopics(topic);
    Terminal terminal = context.terminal();
    LetterSelection selection = options.selection(Set.of());
    FoundLetters found =
        FoundLetters.read(new LetterReader(target.clients(), LIMIT), topic, selection, terminal);
    List<Shown> listed = found.newest(open, limit);
    if (json) {
      listed.forEach(shown -> terminal.print(LetterJson.line(LetterJson.of(shown))));
    } else if (!listed.isEmpty()) {
      LetterLines.reasons(found.letters().counts()).forEach(terminal::print);
      terminal.print("");
      LetterLines.table(listed).forEach(terminal::print);
    }
    terminal.say(summary(found, listed.size(), selection));
    if (follow) {
      follow(target, found.ends(), selection);
    }
  }

  private String summary(FoundLetters found, int listed, LetterSelection selection) {
    if (found.count(false) == 0) {
      return selection.isEverything()
          ? "no dead letters: nothing was refused, or retention took it"
          : "no dead letter matches; 'afterimage dead-letters' shows all";
    }
    long left = found.count(true);
    return "%,d dead letters, %,d of them sent again; %s"
        .formatted(
            found.count(false),
            found.count(false) - left,
            listed < found.count(open)
                ? "the newest %,d are listed, --limit 0 lists all".formatted(listed)
                : left == 0
                    ? "nothing is left to do"
                    : "after the remedy, 'afterimage dead-letters send-again' sends them again");
  }

  private void follow(KafkaTarget target, Map<Integer, Long> ends, LetterSelection selection) {
    String topic = target.topics().deadLetters();
    Map<TopicPartition, Long> from =
        ends.entrySet().stream()
            .collect(
                Collectors.toMap(
                    end -> new TopicPartition(topic, end.getKey()), Map.Entry::getValue));
    try (StopSignal stop = StopSignal.install(context.terminal(), "nothing was changed");
        TopicReader tail = target.reader(List.of(topic), From.LATEST)) {
      tail.goTo(from);
      while (!stop.isRequested()) {
        for (ConsumerRecord<byte[], byte[]> record : tail.poll(POLL)) {
          DeadLetter.read(record).filter(selection).ifPresent(this::show);
        }
      }
    }
  }

  private void show(DeadLetter letter) {
    Shown shown = new Shown(letter, Optional.empty());
    context
        .terminal()
        .print(json ? LetterJson.line(LetterJson.of(shown)) : LetterLines.line(shown));
  }
}
