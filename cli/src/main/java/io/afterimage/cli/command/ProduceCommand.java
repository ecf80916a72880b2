package io.afterimage.cli.command;

import io.afterimage.cli.folders.ImageFiles;
import io.afterimage.cli.options.KafkaOptions;
import io.afterimage.cli.terminal.Progress;
import io.afterimage.cli.terminal.StopSignal;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.client.KafkaTarget;
import io.afterimage.client.images.ImageFile;
import io.afterimage.client.images.ImageSender;
import io.afterimage.client.images.Pace;
import io.afterimage.config.Range;
import io.afterimage.schemas.events.LabelText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends files to the topic of images. */
@Command(
    name = "produce",
    description = {
      "Send image files to the topic 'images'.",
      "Every file is sent as it is; one that is no image comes back as a dead letter.",
      "Ids should be unique: a label by id alone goes to the newest image of that id."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterimage produce photos/",
      "  afterimage produce cat.jpg dog.png --bootstrap kafka:9092",
      "  afterimage produce test/ --label-from-folder --rate 50 --repeat 10",
      "  afterimage produce scenes/ --group-from-folder",
      "",
      "Exit code 1 when a file could not be read or sent."
    })
final class ProduceCommand implements Callable<Integer> {

  /** What an image's id is made of. */
  enum KeyFrom {
    PATH,
    NAME,
    NONE
  }

  private final CommandContext context;

  @Spec private CommandSpec spec;

  @Parameters(arity = "1..*", paramLabel = "FILE|DIR", description = "Files, and folders of files.")
  private List<Path> paths;

  @Mixin private KafkaOptions kafka;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "0",
      description = "Images per second; 0: no limit.")
  private double rate;

  @Option(
      names = "--repeat",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "How often to send everything; from the second round on, '#round' is put behind each id.")
  private int repeat;

  @Option(
      names = "--label-from-folder",
      description = "Say in the header 'label' that an image shows what its folder is called.")
  private boolean labelFromFolder;

  @Option(
      names = "--group-from-folder",
      description = {
        "Say in the header 'group' which folder an image lies in, by its path: training holds out",
        "such a group as a whole, or learns from all of it. For folders that are scenes or series,",
        "not for those that are classes."
      })
  private boolean groupFromFolder;

  @Option(
      names = "--key-from",
      paramLabel = "path|name|none",
      defaultValue = "path",
      description = "An image's id: its path below the named folder, its file name, or none.")
  private KeyFrom keyFrom;

  ProduceCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    new OptionRanges(spec)
        .within(Range.atLeast(0), "--rate", rate)
        .within(Range.atLeast(1), "--repeat", repeat)
        .refuse();
    Terminal terminal = context.terminal();
    List<ImageFile> files = ImageFiles.find(paths, terminal::say);
    warnOfSharedIds(files, terminal);
    KafkaTarget target = kafka.target(context.environment());
    target.requireTopics(target.topics().images());
    long total = (long) files.size() * repeat;
    long unread = 0;
    long started = System.nanoTime();
    try (StopSignal stop = StopSignal.install(terminal, "acknowledged records are in the topic");
        Progress progress = Progress.start(terminal, "produce", total, "images");
        ImageSender sender =
            new ImageSender(
                target, (id, fault) -> progress.say(id + " was not sent: " + fault.getMessage()))) {
      Pace pace = new Pace(rate, stop::isRequested);
      for (long i = 0; i < total && !stop.isRequested(); i++) {
        ImageFile file = files.get((int) (i % files.size()));
        pace.await();
        try {
          sender.send(
              id(file, i / files.size() + 1),
              Files.readAllBytes(file.path()),
              labelFromFolder ? file.folder().map(LabelText::of) : Optional.empty(),
              groupFromFolder ? folderPath(file) : Optional.empty());
        } catch (IllegalArgumentException e) {
          unread++;
          progress.say(
              "%s: its folder cannot name a class: %s".formatted(file.path(), e.getMessage()));
        } catch (IOException e) {
          unread++;
          progress.say(file.path() + " cannot be read: " + e.getMessage());
        }
        progress.stepTo(i + 1);
      }
      sender.flush();
      progress.end();
      double seconds = (System.nanoTime() - started) / 1e9;
      terminal.say(
          "%d images in %s, %.0f/s%s"
              .formatted(
                  sender.acknowledged(),
                  target.topics().images(),
                  sender.acknowledged() / seconds,
                  sender.failed() + unread == 0
                      ? ""
                      : "; %d not sent, %d not read".formatted(sender.failed(), unread)));
      if (sender.failed() + unread > 0) {
        return ExitCode.SOFTWARE;
      }
      NextStep.say(
          context,
          kafka,
          "'afterimage predictions --from-beginning%s' shows the answers, 'afterimage label IMAGE_ID LABEL%s' corrects one");
      return ExitCode.OK;
    }
  }

  private void warnOfSharedIds(List<ImageFile> files, Terminal terminal) {
    List<String> ids = files.stream().flatMap(file -> id(file, 1).stream()).toList();
    long shared = ids.size() - ids.stream().distinct().count();
    if (shared > 0) {
      terminal.say(
          "%d of %d images have an id that another one has, such as same names in several folders; a label by id goes to the newest of them"
              .formatted(shared, ids.size()));
    }
  }

  /** The folders below the one that was named; else the name of the folder that it lies in. */
  private static Optional<String> folderPath(ImageFile file) {
    int end = file.name().lastIndexOf('/');
    return end < 0 ? file.folder() : Optional.of(file.name().substring(0, end));
  }

  private Optional<String> id(ImageFile file, long round) {
    String suffix = round == 1 ? "" : "#" + round;
    return switch (keyFrom) {
      case PATH -> Optional.of(file.name() + suffix);
      case NAME -> Optional.of(file.path().getFileName() + suffix);
      case NONE -> Optional.empty();
    };
  }
}
