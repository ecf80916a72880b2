package io.afterimage.cli.command;

import io.afterimage.cli.folders.ImageFiles;
import io.afterimage.cli.offline.OfflineAnswer;
import io.afterimage.cli.offline.OfflineClassifier;
import io.afterimage.cli.terminal.StopSignal;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.client.images.ImageFile;
import io.afterimage.images.Wrapping;
import io.afterimage.models.ArtifactFolder;
import io.afterimage.schemas.events.EventJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Classifies files with a model in a folder. */
@Command(
    name = "classify",
    description = "Classify image files with a model from a folder, without Kafka.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterimage classify --model model/ cat.jpg dog.jpg",
      "  afterimage classify --model model/ photos/",
      "  afterimage classify --model model/ --json *.jpg | jq -r '[.file, .label] | @tsv'",
      "",
      "With --json, one line per file: file, label, confidence, scores,",
      "novelty and unknown where the model tells them; or file, error.",
      "Exit code 1 when a file could not be classified."
    })
final class ClassifyCommand implements Callable<Integer> {

  private final CommandContext context;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "Image files, and folders, of which every file is classified.")
  private List<Path> paths;

  @Option(
      names = {"-m", "--model"},
      required = true,
      paramLabel = "DIR",
      description = "Folder with model.onnx and manifest.json, as 'afterimage train' writes it.")
  private Path model;

  @Option(names = "--json", description = "One JSON line per file.")
  private boolean json;

  @Option(
      names = "--unwrap",
      split = ",",
      paramLabel = "NAME",
      showDefaultValue = Visibility.NEVER,
      description = {
        "Unwrap images, as the service does with images.unwrap:",
        "base64, json, confluent, gzip, multipart."
      })
  private Set<Wrapping> unwrap = Set.of();

  ClassifyCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    boolean allGood = true;
    List<Path> files = files();
    int width = files.stream().mapToInt(file -> file.toString().length()).max().orElse(0);
    try (StopSignal stop = StopSignal.install(context.terminal(), "what was answered is printed");
        OfflineClassifier classifier = OfflineClassifier.load(ArtifactFolder.read(model), unwrap)) {
      for (int done = 0; done < files.size(); done++) {
        if (stop.isRequested()) {
          context.terminal().say("cancelled after %d of %d files".formatted(done, files.size()));
          return CommandLines.INTERRUPTED;
        }
        OfflineAnswer answer = classifier.classify(files.get(done));
        allGood &= answer instanceof OfflineAnswer.Classified;
        show(answer, width, context.terminal());
      }
    }
    return allGood ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  /** A file that is missing is told in its turn; an empty folder is a mistake. */
  private List<Path> files() {
    return paths.stream()
        .flatMap(
            path ->
                Files.isDirectory(path)
                    ? ImageFiles.find(List.of(path), context.terminal()::say).stream()
                        .map(ImageFile::path)
                    : Stream.of(path))
        .toList();
  }

  private void show(OfflineAnswer answer, int width, Terminal terminal) {
    if (json) {
      terminal.print(new String(EventJson.write(answer), StandardCharsets.UTF_8));
    } else if (answer instanceof OfflineAnswer.Classified classified) {
      terminal.print(
          "%s  %s %5.1f %%%s"
              .formatted(
                  padded(classified.file(), width),
                  terminal.style().strong("%-16s".formatted(classified.label())),
                  classified.confidence() * 100,
                  classified.unknown().orElse(false)
                      ? "  unknown (novelty %.2f)".formatted(classified.novelty().orElse(0.0))
                      : ""));
    } else if (answer instanceof OfflineAnswer.Failed failed) {
      terminal.say(padded(failed.file(), width) + "  " + failed.error());
    }
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(width - text.length());
  }
}
