package io.afterimage.cli.command;

import io.afterimage.cli.options.KafkaOptions;
import io.afterimage.cli.options.KafkaTarget;
import io.afterimage.cli.terminal.Table;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.events.EventJson;
import io.afterimage.events.ModelEvent.Announced;
import io.afterimage.events.ModelEvent.Rejected;
import io.afterimage.model.registry.ModelEventReader;
import io.afterimage.model.registry.ModelRegistry;
import io.afterimage.model.registry.ModelReports;
import io.afterimage.model.registry.VersionHistory;
import io.afterimage.model.store.StoreUnavailableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows which versions there are. */
@Command(
    name = "models",
    description = {
      "Show the published model versions: which one is active, pinned, withdrawn.",
      "The commands below it change which one is active; every stream instance follows."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterimage models",
      "  afterimage models --json | jq -r '.[] | select(.announced.validationAccuracy > 0.9) |"
          + " .version'",
      "  afterimage models rollback v2 --reason 'confuses shirts and coats'"
    })
final class ModelsCommand implements Runnable {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final CommandContext context;

  @Mixin private KafkaOptions kafka;

  @Option(names = "--json", description = "A JSON array, oldest version first.")
  private boolean json;

  ModelsCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public void run() {
    KafkaTarget target = kafka.target(context.environment());
    target.requireBroker();
    ModelRegistry registry = registry(target);
    List<ModelRow> rows = registry.history().stream().map(ModelRow::of).toList();
    Terminal terminal = context.terminal();
    if (json) {
      terminal.print(new String(EventJson.write(rows), StandardCharsets.UTF_8));
    } else if (rows.isEmpty()) {
      terminal.say("no version is published yet: 'afterimage train DIR --publish' publishes one");
    } else {
      Table table =
          new Table("version", "state", "validation", "size", "labels", "announced", "rejected by");
      rows.forEach(row -> row.addTo(table));
      table.lines().forEach(terminal::print);
    }
  }

  /** What was decided, with what instances report; reports alone may be missing. */
  private ModelRegistry registry(KafkaTarget target) {
    Map<String, Object> client = target.clientProperties(Map.of());
    ModelRegistry registry = ModelEventReader.readAll(client, target.topics().modelEvents(), LIMIT);
    try {
      List<Rejected> rejections =
          new ModelReports(client, target.topics().modelReports(), LIMIT).rejections();
      for (Rejected rejection : rejections) {
        registry = registry.apply(rejection);
      }
    } catch (StoreUnavailableException e) {
      context.terminal().say("rejections may be missing: " + e.getMessage());
    }
    return registry;
  }

  /** One version; its components are the JSON's fields. */
  record ModelRow(String version, String state, Announced announced, List<String> rejectedBy) {

    static ModelRow of(VersionHistory history) {
      return new ModelRow(
          history.announced().modelVersion(),
          history.state().name().toLowerCase(Locale.ROOT),
          history.announced(),
          history.rejections().stream().map(r -> r.instance() + ": " + r.reason()).toList());
    }

    void addTo(Table table) {
      table.row(
          version,
          state,
          announced
              .validationAccuracy()
              .map(accuracy -> "%.1f %%".formatted(accuracy * 100))
              .orElse("-"),
          "%.1f MB".formatted(announced.bytes() / 1e6),
          announced.labels().size(),
          announced.at().truncatedTo(ChronoUnit.SECONDS),
          rejectedBy.isEmpty() ? "-" : String.join("; ", rejectedBy));
    }
  }
}
