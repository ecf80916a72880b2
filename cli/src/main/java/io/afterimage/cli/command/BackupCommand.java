package io.afterimage.cli.command;

import io.afterimage.cli.options.KafkaOptions;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.client.KafkaTarget;
import io.afterimage.client.backup.Backup;
import io.afterimage.client.backup.BackupIndex;
import io.afterimage.client.backup.BackupPlace;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Saves what an installation cannot make again. */
@Command(
    name = "backup",
    description = {
      "Save what an installation cannot make again.",
      "That is the model versions and their log, the training set, and which instance rejected what.",
      "Everything may go on meanwhile.",
      "",
      "Not saved are images, predictions and labels that pass by; a run that is in progress; and the",
      "users of the console, which are a file."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterimage backup --output /backups/2026-11-29.zip --bootstrap kafka:9092",
      "  afterimage backup --output copy/ --inputs",
      "",
      "'afterimage restore' writes it back; docs/operations.md says what is kept where."
    })
final class BackupCommand implements Runnable {

  private final CommandContext context;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR|FILE.zip",
      required = true,
      description = "An empty or new folder, or a new file that ends in .zip.")
  private Path output;

  @Option(
      names = "--inputs",
      description =
          "Save images and labels too, as far as retention has kept them: after a restore they are"
              + " classified and joined again.")
  private boolean inputs;

  @Option(
      names = "--model-store",
      paramLabel = "DIR",
      description = "Where the models are, if the services have model.store=dir:DIR.")
  private Optional<Path> modelStore;

  @Mixin private KafkaOptions kafka;

  BackupCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public void run() {
    KafkaTarget target = kafka.target(context.environment());
    target.requireBroker();
    Terminal terminal = context.terminal();
    BackupIndex index;
    Optional<String> active;
    try (BackupPlace place = BackupPlace.create(output);
        BackupBar bar = new BackupBar(terminal)) {
      Backup backup = new Backup(target, place, bar);
      index = backup.save(inputs, modelStore, InstantSource.system());
      active = backup.activeVersion();
    }
    BackupLines.of(index).forEach(terminal::print);
    terminal.print(
        "saved to %s; active is %s"
            .formatted(output, active.orElse("no version: none is published")));
    terminal.say("'afterimage restore %s --bootstrap HOST:PORT' writes it back".formatted(output));
  }
}
