package io.afterimage.cli.command;

import io.afterimage.cli.folders.FilledLabels;
import io.afterimage.cli.options.KafkaOptions;
import io.afterimage.cli.terminal.ShellWord;
import io.afterimage.cli.terminal.Table;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.client.KafkaTarget;
import io.afterimage.config.Range;
import io.afterimage.kafka.images.ImageFetcher;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.LabelRequest;
import io.afterimage.trainer.requests.LabelRequests;
import io.afterimage.trainer.requests.RequestFolder;
import io.afterimage.trainer.requests.RequestLedger;
import io.afterimage.training.validation.AuditedAccuracy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows which labels are asked for. */
@Command(
    name = "requests",
    description = {
      "Show the images whose labels the trainer asks for, the newest requests first.",
      "Each says why: 'uncertain' (two labels are about as likely), 'new' (unlike what was learned),",
      "'audit' (drawn at random). The labels of audits tell how often answers are right."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterimage requests",
      "  afterimage requests --why audit --json | jq -r .imageId",
      "  afterimage requests --save todo/    # then fill in the column 'label' of todo/requests.csv",
      "  afterimage label --csv todo/requests.csv --source anna"
    })
final class RequestsCommand implements Runnable {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneId.systemDefault());

  private final CommandContext context;
  private final Clock clock = Clock.systemUTC();

  @Spec private CommandSpec spec;

  @Mixin private KafkaOptions kafka;

  @Option(names = "--json", description = "Each request as one JSON line, as stored in Kafka.")
  private boolean json;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "0",
      description = "Only the newest N; 0: all.")
  private long limit;

  @Option(names = "--why", paramLabel = "REASON", description = "Only those of this reason.")
  private Optional<String> why;

  @Option(
      names = "--save",
      paramLabel = "DIR",
      description = {
        "Also save their images, and requests.csv, which 'label --csv' reads. Labels that are filled in",
        "there already stay while they are asked for; it is refused if others would be lost."
      })
  private Optional<Path> save;

  @Mixin private UnwrapOption unwrap;

  RequestsCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public void run() {
    new OptionRanges(spec).within(Range.atLeast(0), "--limit", limit).refuse();
    KafkaTarget target = kafka.target(context.environment());
    target.requireTopics(target.topics().labelRequests());
    save.ifPresent(TargetFolder::requireWritable);
    RequestLedger ledger = new RequestLedger();
    LabelRequests.read(target.clients(), target.topics().labelRequests(), LIMIT, ledger::take);
    List<LabelRequest> open =
        ledger.open().stream()
            .filter(request -> why.map(request.why()::equals).orElse(true))
            .sorted(Comparator.comparing(LabelRequest::requestedAt).reversed())
            .toList();
    List<LabelRequest> shown =
        limit > 0 && limit < open.size() ? open.subList(0, Math.toIntExact(limit)) : open;
    Terminal terminal = context.terminal();
    if (json) {
      shown.forEach(
          request -> terminal.print(new String(EventJson.write(request), StandardCharsets.UTF_8)));
    } else {
      show(shown, terminal);
    }
    terminal.say(summary(open));
    terminal.say(accuracy(ledger.accuracy(clock.instant())));
    save.ifPresent(folder -> save(shown, ledger, target, folder));
  }

  private static void show(List<LabelRequest> requests, Terminal terminal) {
    Table table = new Table("asked", "why", "predicted", "confidence", "image");
    requests.forEach(
        request ->
            table.row(
                TIME.format(request.requestedAt()),
                request.why(),
                request.predictedLabel(),
                String.format(Locale.ROOT, "%.1f %%", request.confidence() * 100),
                request.imageId()));
    if (!table.isEmpty()) {
      table.lines().forEach(terminal::print);
    }
  }

  private static String summary(List<LabelRequest> open) {
    Map<String, Long> counts =
        open.stream()
            .collect(Collectors.groupingBy(LabelRequest::why, TreeMap::new, Collectors.counting()));
    String byReason =
        counts.entrySet().stream()
            .map(count -> "%d %s".formatted(count.getValue(), count.getKey()))
            .collect(Collectors.joining(", "));
    return open.isEmpty() ? "no open requests" : "%d open: %s".formatted(open.size(), byReason);
  }

  private static String accuracy(Optional<AuditedAccuracy> audited) {
    return audited
        .map(
            found ->
                String.format(
                    Locale.ROOT,
                    "accuracy of the last %d days %.3f (95 %% interval %.3f to %.3f), by %d labelled"
                        + " audits of %d",
                    RequestLedger.WINDOW.toDays(),
                    found.accuracy(),
                    found.interval().low(),
                    found.interval().high(),
                    found.labelled(),
                    found.drawn()))
        .orElse("no audit has its label yet: accuracy is not known");
  }

  private void save(
      List<LabelRequest> requests, RequestLedger ledger, KafkaTarget target, Path folder) {
    Terminal terminal = context.terminal();
    Path table = folder.resolve(RequestFolder.TABLE);
    FilledLabels filled =
        FilledLabels.in(table)
            .stillToSend(
                id -> ledger.find(id).filter(LabelRequest::open).isPresent(),
                (id, label) ->
                    ledger.find(id).flatMap(LabelRequest::label).filter(label::equals).isPresent());
    try (ImageFetcher images = new ImageFetcher(target.clients(), LIMIT)) {
      int saved =
          filled.keepWhile(() -> RequestFolder.save(requests, images, folder, terminal::say));
      terminal.say(
          "%d images in %s; fill in the column 'label' of %s".formatted(saved, folder, table));
      if (!filled.byId().isEmpty()) {
        terminal.say(
            "%d labels that were filled in before are kept".formatted(filled.byId().size()));
      }
      unwrap.open(table, terminal);
      NextStep.say(
          context,
          kafka,
          "'afterimage label --csv TABLE%s' sends what is filled in"
              .replace("TABLE", ShellWord.of(table)));
    }
  }
}
