package io.afterimage.cli.command;

import io.afterimage.cli.folders.LabelFolder;
import io.afterimage.cli.options.KafkaOptions;
import io.afterimage.cli.terminal.Progress;
import io.afterimage.cli.terminal.Question;
import io.afterimage.cli.terminal.StopSignal;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.client.KafkaTarget;
import io.afterimage.client.labels.CvatXml;
import io.afterimage.client.labels.LabelCheck;
import io.afterimage.client.labels.LabelCsv;
import io.afterimage.client.labels.LabelSource;
import io.afterimage.client.topics.RecordSender;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.Label;
import io.afterimage.schemas.events.LabelText;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Says what images truly show. */
@Command(
    name = "label",
    description = {
      "Send true labels for images, classified already or not yet.",
      "A later label for the same image replaces the earlier one."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterimage label trap-7/0042.jpg fox",
      "  afterimage label --csv labels.csv --source anna",
      "  afterimage produce photos/ && afterimage label --folder photos/",
      "",
      "The same with kcat:",
      "  echo 'a.jpg:{\"imageId\":\"a.jpg\",\"label\":\"fox\"}' |",
      "    kcat -b localhost:9092 -t labels -P -K :",
      "",
      "Exit code 1 when a label could not be read or sent."
    })
final class LabelCommand implements Callable<Integer> {

  private static final int PROBLEMS_SHOWN = 10;

  private final CommandContext context;
  private final Clock clock = Clock.systemUTC();

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..2",
      paramLabel = "IMAGE_ID LABEL",
      hideParamSyntax = true,
      showDefaultValue = Visibility.NEVER,
      description = "One image's id, and what it shows.")
  private List<String> one = List.of();

  @ArgGroup private Many many;

  /** Where many labels come from. */
  static final class Many {
    @Option(
        names = "--csv",
        paramLabel = "FILE",
        description = {
          "A table with ids and labels, as spreadsheets and Label Studio write it. Columns are"
              + " found by",
          "their names in the first line; without such a line the first two are taken."
        })
    private Optional<Path> csv = Optional.empty();

    @Option(
        names = "--cvat",
        paramLabel = "FILE",
        description =
            "The annotations.xml of CVAT's export 'CVAT for images 1.1': one tag per image.")
    private Optional<Path> cvat = Optional.empty();

    @Option(
        names = "--folder",
        paramLabel = "DIR",
        description =
            "One folder of images per class; ids are those that 'afterimage produce DIR' gives.")
    private Optional<Path> folder = Optional.empty();
  }

  @Mixin private KafkaOptions kafka;

  @Option(
      names = "--at",
      paramLabel = "TOPIC-PARTITION-OFFSET",
      converter = PointerConverter.class,
      description =
          "The one image that is meant, where several have the id: where it lies, as its prediction"
              + " says.")
  private Optional<ImagePointer> at;

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask about classes that are new and ids that no prediction has.")
  private boolean yes;

  @Option(
      names = "--id-column",
      paramLabel = "NAME",
      description = "The CSV's column with ids, by name or by number from 1.")
  private Optional<String> idColumn;

  @Option(
      names = "--label-column",
      paramLabel = "NAME",
      description = "The CSV's column with labels, by name or by number from 1.")
  private Optional<String> labelColumn;

  @Option(
      names = "--delimiter",
      paramLabel = "CHARACTER",
      description =
          "What is between the CSV's cells. Otherwise: comma, semicolon, tab or bar, as it looks.")
  private Optional<Character> delimiter;

  @Option(
      names = "--encoding",
      paramLabel = "NAME",
      description = "The CSV's encoding, such as windows-1252. Otherwise: as its bytes look.")
  private Optional<Charset> encoding;

  @Option(
      names = "--source",
      paramLabel = "NAME",
      description = "Who says so. Otherwise the name of file or folder.")
  private Optional<String> source;

  /** Reads where an image lies. */
  static final class PointerConverter implements ITypeConverter<ImagePointer> {
    @Override
    public ImagePointer convert(String text) {
      try {
        return ImagePointer.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  LabelCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    LabelSource given = given();
    KafkaTarget target = kafka.target(context.environment());
    target.requireTopics(target.topics().labels());
    Terminal terminal = context.terminal();
    given.notices().forEach(terminal::say);
    given.problems().stream().limit(PROBLEMS_SHOWN).forEach(terminal::say);
    if (given.problems().size() > PROBLEMS_SHOWN) {
      terminal.say("and %d more".formatted(given.problems().size() - PROBLEMS_SHOWN));
    }
    if (!isMeant(LabelCheck.of(given.labels(), target), terminal)) {
      terminal.say("nothing was sent");
      return ExitCode.SOFTWARE;
    }
    try (StopSignal stop = StopSignal.install(terminal, "acknowledged records are in the topic");
        Progress progress = Progress.start(terminal, "label", given.labels().size(), "labels");
        RecordSender sender =
            RecordSender.connect(
                target,
                Map.of(),
                (id, fault) -> progress.say(id + " was not sent: " + fault.getMessage()))) {
      long done = 0;
      for (Label label : given.labels()) {
        if (stop.isRequested()) {
          break;
        }
        sender.send(target.topics().labels(), label.imageId(), label);
        progress.stepTo(++done);
      }
      sender.flush();
      progress.end();
      terminal.say("%d labels in %s".formatted(sender.acknowledged(), target.topics().labels()));
      if (stop.isRequested()) {
        return CommandLines.INTERRUPTED;
      }
      if (sender.failed() > 0 || !given.problems().isEmpty()) {
        return ExitCode.SOFTWARE;
      }
      NextStep.say(
          context,
          kafka,
          "the trainer learns from them by itself; 'afterimage control status%s' shows what it has, 'afterimage control retrain --refresh%s' begins now");
      return ExitCode.OK;
    }
  }

  /** Says what is odd about the labels, and asks where somebody can answer. */
  private boolean isMeant(LabelCheck check, Terminal terminal) {
    check.unchecked().forEach(terminal::say);
    check.oddities().forEach(terminal::say);
    return check.oddities().isEmpty()
        || yes
        || !Question.canBeAsked(terminal)
        || Question.isConfirmed(terminal, "Send the labels anyway?");
  }

  private LabelSource given() {
    Instant now = clock.instant();
    if (one.size() == 2 && many == null) {
      new OptionRanges(spec)
          .require(!one.get(0).isBlank(), "IMAGE_ID is empty")
          .require(!one.get(1).isBlank(), "LABEL is empty")
          .refuse();
      return new LabelSource(List.of(label(now)), List.of(), List.of());
    }
    if (!one.isEmpty() || many == null || at.isPresent()) {
      throw new ParameterException(
          spec.commandLine(),
          "Give IMAGE_ID and LABEL (--at goes with these), or --csv FILE, or --cvat FILE, or"
              + " --folder DIR");
    }
    if (many.cvat.isPresent()) {
      return CvatXml.read(many.cvat.get(), by(many.cvat.get()), now);
    }
    return many.csv.isPresent()
        ? new LabelCsv(encoding, delimiter, idColumn, labelColumn)
            .read(many.csv.get(), by(many.csv.get()), now)
        : LabelFolder.read(many.folder.orElseThrow(), by(many.folder.orElseThrow()), now);
  }

  private Label label(Instant now) {
    try {
      return new Label(
          one.get(0), LabelText.of(one.get(1)), source, Optional.of(now), at, Optional.empty());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "LABEL: " + e.getMessage(), e);
    }
  }

  private Optional<String> by(Path path) {
    return source.or(() -> Optional.of(path.toAbsolutePath().normalize().getFileName().toString()));
  }
}
