package io.afterimage.cli.command;

import io.afterimage.cli.options.KafkaOptions;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.models.CorruptArtifactException;
import io.afterimage.models.Manifest;
import io.afterimage.registry.VersionHistory;
import io.afterimage.registry.VersionHistory.State;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.ModelEvent.Rejected;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows all that is known of one version. */
@Command(
    name = "show",
    description = {
      "Show all that is known of a version.",
      "Where it comes from, its figures, what was decided about it and why, and which instances",
      "rejected it."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterimage models show v2",
      "  afterimage models show v2 --json | jq .manifest.report.heldOut"
    })
final class ModelsShowCommand implements Runnable {

  private final CommandContext context;

  @Mixin private VersionParameter version;

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  @Mixin private KafkaOptions kafka;

  ModelsShowCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public void run() {
    Terminal terminal = context.terminal();
    ModelVersions versions = ModelVersions.read(kafka.target(context.environment()), terminal);
    VersionHistory shown = versions.require(version.version);
    Optional<Manifest> manifest = manifest(versions, shown);
    if (json) {
      VersionDetails details = new VersionDetails(ModelRow.of(shown), shown.rejections(), manifest);
      terminal.print(new String(EventJson.write(details), StandardCharsets.UTF_8));
    } else {
      new VersionPage(shown, manifest).lines().forEach(terminal::print);
    }
  }

  /** Of a pruned version nothing is left; of others what is missing is said. */
  private Optional<Manifest> manifest(ModelVersions versions, VersionHistory shown) {
    if (shown.state() == State.PRUNED) {
      return Optional.empty();
    }
    try {
      return Optional.of(versions.artifact(shown.announced()).manifest());
    } catch (CorruptArtifactException | StoreUnavailableException e) {
      context.terminal().say("its manifest cannot be shown: " + e.getMessage());
      return Optional.empty();
    }
  }

  /** All of it; its components are the JSON's fields. */
  record VersionDetails(ModelRow version, List<Rejected> rejections, Optional<Manifest> manifest) {}
}
