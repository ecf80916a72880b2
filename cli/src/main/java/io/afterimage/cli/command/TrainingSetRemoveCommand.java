package io.afterimage.cli.command;

import io.afterimage.client.KafkaTarget;
import io.afterimage.trainer.buffer.Example;
import io.afterimage.trainer.buffer.ImageSpool;
import io.afterimage.trainer.exchange.ExampleFilter;
import io.afterimage.trainer.exchange.TrainingSetEdit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Removes examples from the training set. */
@Command(
    name = "remove",
    description = {
      "Remove images from the training set.",
      "Those that match everything that is given. A running trainer drops them within",
      "seconds, and the next run learns without them; versions that learned from them stay as they",
      "are. A later label brings an image back: 'afterimage forget' takes the label back as well."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterimage training-set remove --id cam-7/0042 --id cam-7/0043",
      "  afterimage training-set remove --source anna --dry-run",
      "  afterimage training-set remove --label fox --source folder --yes",
      "",
      "The source of what 'training-set load' brought in is 'folder'."
    })
final class TrainingSetRemoveCommand implements Runnable {

  private final CommandContext context;

  @Spec private CommandSpec spec;

  @Mixin private TrainingSetChange change;

  @Option(names = "--id", paramLabel = "IMAGE_ID", description = "Image id; may be repeated.")
  private Set<String> ids;

  @Option(names = "--label", paramLabel = "LABEL", description = "Images of this class.")
  private Optional<String> label;

  @Option(
      names = "--source",
      paramLabel = "SOURCE",
      description = "Images whose label this person, rule or file gave.")
  private Optional<String> source;

  TrainingSetRemoveCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public void run() {
    Set<String> named = ids == null ? Set.of() : ids;
    if (named.isEmpty() && label.isEmpty() && source.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "Say which images: --id, --label or --source");
    }
    KafkaTarget target = change.target(context);
    TrainingSetEdit edit = TrainingSetChange.edit(target);
    ExampleFilter filter = new ExampleFilter(named, label, source);
    List<Example> examples = edit.find(filter, ImageSpool.NOWHERE);
    if (change.apply(context, target, "remove", examples, edit::remove)) {
      context.terminal().print("%d removed".formatted(examples.size()));
    }
  }
}
