package io.afterimage.cli.command;

import io.afterimage.cli.options.DurationConverter;
import io.afterimage.cli.options.KafkaOptions;
import io.afterimage.cli.publishing.Publishers;
import io.afterimage.config.Range;
import io.afterimage.registry.ModelPublisher;
import io.afterimage.registry.RetentionRules;
import io.afterimage.schemas.events.ModelEvent.Announced;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Deletes the artefacts of old versions. */
@Command(
    name = "retain",
    description = {
      "Delete the artefacts of old versions.",
      "The newest versions, the pinned one and whatever is young stay. The others are pruned:"
          + " neither a",
      "pin nor 'restore' brings them back. Versions in a folder (model.store=dir:PATH) are the",
      "trainer's to prune (models.retain)."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterimage models retain --dry-run",
      "  afterimage models retain --keep 10 --younger-than 30d --reason 'disk is full'"
    })
final class ModelsRetainCommand implements Runnable {

  private final CommandContext context;

  @Spec private CommandSpec spec;

  @Option(
      names = "--keep",
      paramLabel = "N",
      defaultValue = "5",
      description =
          "So many of the newest versions that are not rolled back stay, the active one among them;"
              + " at least 2.")
  private int keep;

  @Option(
      names = "--younger-than",
      paramLabel = "AGE",
      defaultValue = "7d",
      converter = DurationConverter.class,
      description = "Versions announced within this time stay, those rolled back too.")
  private Duration youngerThan;

  @Option(names = "--dry-run", description = "Show what would be deleted, change nothing.")
  private boolean dryRun;

  @Mixin private ReasonOption reason;

  @Mixin private KafkaOptions kafka;

  ModelsRetainCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public void run() {
    OptionRanges ranges = new OptionRanges(spec);
    ranges.within(Range.atLeast(RetentionRules.LEAST), "--keep", keep).refuse();
    RetentionRules rules = new RetentionRules(keep, youngerThan);
    try (ModelPublisher publisher = Publishers.open(kafka.target(context.environment()))) {
      List<Announced> pruned =
          dryRun ? publisher.prunable(rules) : publisher.prune(rules, reason.reason);
      pruned.forEach(version -> context.terminal().print(version.modelVersion()));
      context
          .terminal()
          .say(
              "%d version%s %s, %.1f MB; active is %s"
                  .formatted(
                      pruned.size(),
                      pruned.size() == 1 ? "" : "s",
                      dryRun ? "would be pruned" : "pruned",
                      pruned.stream().mapToLong(Announced::bytes).sum() / 1e6,
                      publisher.registry().active().map(Announced::modelVersion).orElse("none")));
    }
  }
}
