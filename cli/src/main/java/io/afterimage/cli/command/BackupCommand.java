package io.afterimage.cli.command;

import io.afterimage.cli.options.KafkaOptions;
import io.afterimage.cli.terminal.StopSignal;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.client.KafkaTarget;
import io.afterimage.client.backup.Backup;
import io.afterimage.client.backup.BackupIndex;
import io.afterimage.client.backup.BackupPlace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Saves what an installation cannot make again. */
@Command(
    name = "backup",
    description = {
      "Save what an installation cannot make again.",
      "That is the model versions and their log, the training set, the training runs, and which",
      "instance rejected what.",
      "Everything may go on meanwhile.",
      "",
      "Not saved are images and labels (--inputs saves them too), predictions, a run that is in",
      "progress, and the users of the console, which are a file."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterimage backup --output /backups/2026-11-29.zip --bootstrap kafka:9092",
      "  afterimage backup --output copy/ --inputs",
      "",
      "'afterimage restore' writes it back; docs/operations.md says what is kept where."
    })
final class BackupCommand implements Callable<Integer> {

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
  public Integer call() {
    KafkaTarget target = kafka.target(context.environment());
    target.requireBroker();
    try (StopSignal stop =
        StopSignal.install(
            context.terminal(),
            "what is in %s is not a backup: delete it".formatted(BackupPlace.unfinished(output)))) {
      return save(target, stop);
    }
  }

  private int save(KafkaTarget target, StopSignal stop) {
    Terminal terminal = context.terminal();
    BackupIndex index;
    Optional<String> active;
    try (BackupPlace place = BackupPlace.create(output);
        BackupBar bar = new BackupBar(terminal)) {
      Backup backup = new Backup(target, place, bar, stop::isRequested);
      index = backup.save(inputs, modelStore, InstantSource.system());
      active = backup.activeVersion();
    } catch (CancellationException e) {
      terminal.say(
          Files.exists(output)
              ? "cancelled; what is in %s is not a backup: delete it".formatted(output)
              : "cancelled; nothing was saved");
      return CommandLines.INTERRUPTED;
    }
    BackupLines.of(index).forEach(terminal::print);
    terminal.print(
        "saved to %s; active is %s"
            .formatted(output, active.orElse("no version: none is published")));
    terminal.say("'afterimage restore %s --bootstrap HOST:PORT' writes it back".formatted(output));
    return ExitCode.OK;
  }
}
