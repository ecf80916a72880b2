package io.afterimage.cli.command;

import io.afterimage.cli.options.KafkaOptions;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.client.CommandFailure;
import io.afterimage.registry.ModelPublisher;
import io.afterimage.registry.ModelRegistry;
import io.afterimage.registry.VersionHistory;
import io.afterimage.registry.WaitingVersion;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.ModelEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
    ModelRegistry registry =
        ModelVersions.read(kafka.target(context.environment()), terminal).registry();
    List<VersionHistory> versions = registry.history();
    if (json) {
      List<ModelRow> rows = versions.stream().map(ModelRow::of).toList();
      terminal.print(new String(EventJson.write(rows), StandardCharsets.UTF_8));
    } else if (versions.isEmpty()) {
      terminal.say("no version is published yet: 'afterimage train DIR --publish' publishes one");
    } else {
      ModelRow.table(versions).lines().forEach(terminal::print);
      registry
          .waiting()
          .map(WaitingVersion::new)
          .map(WaitingVersion::text)
          .ifPresent(terminal::say);
    }
  }

  @Command(
      name = "pin",
      description = "Keep one version active, whatever is announced, until it is unpinned.",
      footerHeading = "%nExample:%n",
      footer = "  afterimage models pin v1 --reason 'known to be good'")
  void pin(@Mixin VersionParameter version, @Mixin PublisherOptions options) {
    options.change(context, (publisher, why) -> publisher.pin(version.version, why));
  }

  @Command(
      name = "unpin",
      description = "End the pin: the newest version that was not rolled back is active again.",
      footerHeading = "%nExample:%n",
      footer = "  afterimage models unpin --reason 'holiday is over'")
  void unpin(
      @Parameters(
              arity = "0..1",
              paramLabel = "VERSION",
              description = "Unpin only if this is the version that is pinned.")
          Optional<String> version,
      @Mixin PublisherOptions options) {
    options.change(context, (publisher, why) -> unpin(publisher, version, why));
  }

  @Command(
      name = "rollback",
      description = "Withdraw a version: the newest other one takes over.",
      footerHeading = "%nExample:%n",
      footer = "  afterimage models rollback v1 --reason 'worse than it looked'")
  void rollBack(@Mixin VersionParameter version, @Mixin PublisherOptions options) {
    options.change(context, (publisher, why) -> publisher.rollBack(version.version, why));
  }

  @Command(
      name = "restore",
      description = {
        "Undo the rollback of a version.",
        "It is active again where it is the newest; pin it where it is not."
      },
      footerHeading = "%nExample:%n",
      footer = "  afterimage models restore v2 --reason 'the labels were wrong, not the model'")
  void restore(@Mixin VersionParameter version, @Mixin PublisherOptions options) {
    options.change(context, (publisher, why) -> publisher.restore(version.version, why));
  }

  private static ModelEvent unpin(
      ModelPublisher publisher, Optional<String> version, Optional<String> reason) {
    Optional<String> pinned = publisher.registry().pinned().map(ModelEvent::modelVersion);
    if (version.isPresent() && pinned.isPresent() && !pinned.equals(version)) {
      throw new CommandFailure(
          "version %s is pinned, not %s: nothing was changed"
              .formatted(pinned.get(), version.get()));
    }
    return publisher.unpin(reason);
  }
}
