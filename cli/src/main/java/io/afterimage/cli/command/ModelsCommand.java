package io.afterimage.cli.command;

import io.afterimage.cli.options.KafkaOptions;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.registry.VersionHistory;
import io.afterimage.schemas.events.EventJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows which versions there are. */
@Command(
    name = "models",
    description = {
      "Show the published model versions: which one is active, pinned, withdrawn or pruned, and"
          + " why.",
      "'gate' is the accuracy on the held-out images that the gate judged by, with its 95 %%"
          + " interval,",
      "and what the version that was active reached on the same images.",
      "The commands below it change which one is active; every stream instance follows."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterimage models",
      "  afterimage models --json | jq -r '.[] | select(.announced.gate.accuracy > 0.9) |"
          + " .version'",
      "  afterimage models show v2",
      "  afterimage models rollback v2 --reason 'confuses shirts and coats'"
    })
final class ModelsCommand implements Runnable {

  private final CommandContext context;

  @Mixin private KafkaOptions kafka;

  @Option(names = "--json", description = "A JSON array, oldest version first.")
  private boolean json;

  ModelsCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public void run() {
    Terminal terminal = context.terminal();
    List<VersionHistory> versions =
        ModelVersions.read(kafka.target(context.environment()), terminal).registry().history();
    if (json) {
      List<ModelRow> rows = versions.stream().map(ModelRow::of).toList();
      terminal.print(new String(EventJson.write(rows), StandardCharsets.UTF_8));
    } else if (versions.isEmpty()) {
      terminal.say("no version is published yet: 'afterimage train DIR --publish' publishes one");
    } else {
      ModelRow.table(versions).lines().forEach(terminal::print);
    }
  }
}
