package io.afterimage.cli.command;

import io.afterimage.client.CommandFailure;
import io.afterimage.client.KafkaTarget;
import io.afterimage.schemas.events.LabelText;
import io.afterimage.trainer.buffer.Example;
import io.afterimage.trainer.buffer.FileSpool;
import io.afterimage.trainer.exchange.ExampleFilter;
import io.afterimage.trainer.exchange.TrainingSetEdit;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Renames a class of the training set. */
@Command(
    name = "rename",
    description = {
      "Give all images of a class another label.",
      "Where the other class is there already, the two become one. A running trainer follows"
          + " within",
      "seconds; the next run learns the new name. Labels that come later under the old name make"
          + " the",
      "old class anew."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterimage training-set rename catz cats",
      "  afterimage training-set rename 'tabby cat' cat --dry-run"
    })
final class TrainingSetRenameCommand implements Runnable {

  private final CommandContext context;

  @Parameters(index = "0", paramLabel = "OLD", description = "The class as it is called now.")
  private String from;

  @Parameters(index = "1", paramLabel = "NEW", description = "What it is to be called.")
  private String to;

  @Mixin private TrainingSetChange change;

  TrainingSetRenameCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public void run() {
    String label = label();
    KafkaTarget target = change.target(context);
    TrainingSetEdit edit = TrainingSetChange.edit(target);
    ExampleFilter filter = new ExampleFilter(Set.of(), Optional.of(from), Optional.empty());
    try (FileSpool spool = new FileSpool(Path.of(System.getProperty("java.io.tmpdir")))) {
      List<Example> examples = edit.find(filter, spool);
      boolean renamed =
          change.apply(
              context,
              target,
              "rename '%s' to '%s' for".formatted(from, label),
              examples,
              (writer, chosen) -> edit.rename(writer, chosen, label));
      if (renamed) {
        context
            .terminal()
            .print("%d renamed from '%s' to '%s'".formatted(examples.size(), from, label));
      }
    }
  }

  private String label() {
    try {
      return LabelText.of(to);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure("NEW: " + e.getMessage(), e);
    }
  }
}
