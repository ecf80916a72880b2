package io.afterimage.cli.command;

import io.afterimage.cli.options.KafkaOptions;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.client.CommandFailure;
import io.afterimage.client.KafkaTarget;
import io.afterimage.client.backup.BackupIndex;
import io.afterimage.client.backup.BackupPlace;
import io.afterimage.client.backup.Restore;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a backup into an installation. */
@Command(
    name = "restore",
    description = {
      "Write back what 'afterimage backup' saved.",
      "It goes into topics without records; the topic prefix may be another one. Every file is",
      "compared with its SHA-256 first, every version is read back before it is announced, and the",
      "log of versions is written last, in one transaction: services that run already see nothing",
      "before all is there.",
      "Offsets change. Versions are found at their new places, examples keep their images, and where",
      "an example's image was is not looked for any more."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterimage topics create --bootstrap kafka:9092 --partitions 12",
      "  afterimage restore /backups/2026-11-29.zip --bootstrap kafka:9092",
      "",
      "When it was interrupted, --force begins again. End all services before --force."
    })
final class RestoreCommand implements Runnable {

  private final CommandContext context;

  @Parameters(paramLabel = "DIR|FILE.zip", description = "The backup.")
  private Path backup;

  @Option(
      names = "--force",
      description =
          "Delete what the topics hold first: they are deleted and made again with their settings."
              + " Images and labels are never deleted, but added to.")
  private boolean force;

  @Option(
      names = "--dry-run",
      description = "Check the backup and the topics, show what it holds, change nothing.")
  private boolean dryRun;

  @Option(
      names = "--model-store",
      paramLabel = "DIR",
      description = "Where the models go, if the services have model.store=dir:DIR.")
  private Optional<Path> modelStore;

  @Mixin private KafkaOptions kafka;

  RestoreCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public void run() {
    KafkaTarget target = kafka.target(context.environment());
    target.requireBroker();
    Restore restore;
    try (BackupPlace place = BackupPlace.open(backup);
        BackupBar bar = new BackupBar(context.terminal())) {
      restore = new Restore(target, place, bar);
      List<String> occupied = restore.occupied();
      if (!occupied.isEmpty() && !force) {
        throw new CommandFailure(
            "there are records in %s: restore into topics without any (another --topic-prefix, or new ones), or give --force, which deletes what they hold"
                .formatted(occupied));
      }
      restore.requireIntact();
      if (!dryRun) {
        restore.write(occupied, modelStore);
      }
    }
    show(restore);
  }

  private void show(Restore restore) {
    Terminal terminal = context.terminal();
    BackupIndex index = restore.index();
    terminal.print("backup of %s by release %s".formatted(index.at(), index.release()));
    BackupLines.of(index).forEach(terminal::print);
    if (dryRun) {
      terminal.print("dry run: every file is intact, and nothing was changed");
      return;
    }
    terminal.print(
        "restored; active is %s"
            .formatted(restore.activeVersion().orElse("no version: none was published")));
    terminal.say("'afterimage models' lists the versions, 'afterimage doctor' checks the rest");
  }
}
