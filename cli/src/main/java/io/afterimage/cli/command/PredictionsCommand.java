package io.afterimage.cli.command;

import io.afterimage.cli.options.KafkaOptions;
import io.afterimage.cli.terminal.StopSignal;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.client.KafkaTarget;
import io.afterimage.kafka.records.TopicReader;
import io.afterimage.kafka.records.TopicReader.From;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.MalformedEventException;
import io.afterimage.schemas.events.Prediction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows predictions as they come. */
@Command(
    name = "predictions",
    description = {
      "Show predictions as they are committed, until Ctrl-C.",
      "Takes no part in a consumer group and moves no offsets."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterimage predictions",
      "  afterimage predictions --from-beginning --exit-at-end --json | jq .label",
      "  afterimage predictions --limit 10"
    })
final class PredictionsCommand implements Runnable {

  private static final Duration POLL = Duration.ofMillis(200);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());

  private final CommandContext context;

  @Mixin private KafkaOptions kafka;

  @Option(
      names = "--from-beginning",
      description = "Start from the oldest prediction, not the next one.")
  private boolean fromBeginning;

  @Option(
      names = {"-e", "--exit-at-end"},
      description = "Exit at the end of the topic.")
  private boolean exitAtEnd;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "0",
      description = "Exit after N predictions; 0: no limit.")
  private long limit;

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
    KafkaTarget target = kafka.target(context.environment());
    target.requireBroker();
    try (StopSignal stop = StopSignal.install(context.terminal(), "nothing was changed");
        TopicReader tail =
            target.reader(
                List.of(target.topics().predictions()),
                fromBeginning ? From.EARLIEST : From.LATEST)) {
      Map<TopicPartition, Long> ends = tail.ends();
      long shown = 0;
      while (!stop.isRequested() && !(exitAtEnd && tail.hasReached(ends))) {
        for (ConsumerRecord<byte[], byte[]> record : tail.poll(POLL)) {
          show(record, context.terminal());
          if (++shown == limit) {
            return;
          }
        }
      }
      if (shown == 0 && !stop.isRequested()) {
        context
            .terminal()
            .say(
                fromBeginning
                    ? "no predictions"
                    : "no new predictions; --from-beginning shows existing ones");
      }
    }
  }

  private void show(ConsumerRecord<byte[], byte[]> record, Terminal terminal) {
    if (format.json) {
      terminal.print(new String(record.value(), StandardCharsets.UTF_8));
      return;
    }
    try {
      Prediction prediction = EventJson.read(record.value(), Prediction.class);
      terminal.print(
          "%s  %-5s %s %s  %s%s"
              .formatted(
                  TIME.format(prediction.predictedAt()),
                  prediction.modelVersion(),
                  terminal.style().strong("%-16s".formatted(prediction.answer())),
                  "%6.1f %%".formatted(prediction.confidence() * 100),
                  prediction.imageId(),
                  prediction.unknown().orElse(false)
                      ? "  unknown (novelty %.2f)".formatted(prediction.novelty().orElse(0.0))
                      : ""));
    } catch (MalformedEventException e) {
      terminal.say(
          "%s-%d-%d is not a prediction: %s"
              .formatted(record.topic(), record.partition(), record.offset(), e.getMessage()));
    }
  }
}
