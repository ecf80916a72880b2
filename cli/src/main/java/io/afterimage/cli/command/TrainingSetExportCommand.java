package io.afterimage.cli.command;

import io.afterimage.cli.options.KafkaOptions;
import io.afterimage.cli.terminal.Progress;
import io.afterimage.cli.terminal.ShellWord;
import io.afterimage.client.KafkaTarget;
import io.afterimage.trainer.buffer.BufferLimits;
import io.afterimage.trainer.buffer.Example;
import io.afterimage.trainer.buffer.FileSpool;
import io.afterimage.trainer.buffer.ReplayBuffer;
import io.afterimage.trainer.buffer.TrainingSetTopic;
import io.afterimage.trainer.exchange.FolderExport;
import io.afterimage.training.dataset.StableSplit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Writes the training set to a folder. */
@Command(
    name = "export",
    description = {
      "Write the training set to a folder.",
      "It gets train/, validation/ and test/ with a folder per class, and index.csv, which says",
      "what each file is: file, id, label, split, labelled_at, source, labelled_by, group.",
      "'train' and 'training-set load' read the folder, 'label --csv' the table."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterimage training-set export looked-at/",
      "  afterimage training-set export copy/ && afterimage train copy/ --output model/"
    })
final class TrainingSetExportCommand implements Runnable {

  private static final Duration READING = Duration.ofMinutes(10);

  private final CommandContext context;

  @Parameters(paramLabel = "DIR", description = "A folder that is empty, or does not exist yet.")
  private Path folder;

  @Mixin private KafkaOptions kafka;

  TrainingSetExportCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public void run() {
    KafkaTarget target = kafka.target(context.environment());
    target.requireBroker();
    List<Example> examples;
    try (FileSpool spool = new FileSpool(Path.of(System.getProperty("java.io.tmpdir")))) {
      ReplayBuffer buffer =
          new ReplayBuffer(
              new BufferLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, StableSplit.SERVICE), spool);
      new TrainingSetTopic(target.clients(), target.topics().trainingSet())
          .fill(buffer, READING, () -> false);
      examples = buffer.snapshot();
      try (Progress bar = Progress.start(context.terminal(), "export", examples.size(), "images")) {
        FolderExport.write(examples, folder, bar::stepTo);
      }
    }
    context
        .terminal()
        .print(
            "%d images in %s, the table in %s"
                .formatted(examples.size(), folder, folder.resolve(FolderExport.INDEX)));
    NextStep.say(
        context,
        "'afterimage train %s --output model/' learns from them".formatted(ShellWord.of(folder)));
  }
}
