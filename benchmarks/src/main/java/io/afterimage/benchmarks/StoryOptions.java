package io.afterimage.benchmarks;

import io.afterimage.benchmarks.adapt.Change;
import io.afterimage.benchmarks.adapt.Story;
import io.afterimage.cli.demo.ShippedImages;
import io.afterimage.training.dataset.FolderDataset;
import io.afterimage.training.dataset.LabelledImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which images come in which order. */
final class StoryOptions {

  @Option(
      names = "--images",
      paramLabel = "DIR",
      description = "Folder with a folder for each class. Default: the images that are shipped.")
  private Optional<Path> images;

  @Option(
      names = "--stream",
      paramLabel = "DIR",
      defaultValue = "../shared/data/sign-language-digits",
      description =
          "For the kind stream: folder with stream.csv (order,file,label,group). Default:"
              + " ${DEFAULT-VALUE}")
  private Path stream;

  @Option(
      names = "--first",
      paramLabel = "N",
      defaultValue = "200",
      description = "Images that the first version learns. Default: ${DEFAULT-VALUE}")
  private int first;

  @Option(
      names = "--known",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Images that are sent and labelled before, as fast as that goes. Default:"
              + " ${DEFAULT-VALUE}")
  private int known;

  @Option(
      names = "--before",
      paramLabel = "N",
      defaultValue = "600",
      description = "Images before the change. Default: ${DEFAULT-VALUE}")
  private int before;

  @Option(
      names = "--after",
      paramLabel = "N",
      defaultValue = "1600",
      description = "Images after it. Default: ${DEFAULT-VALUE}")
  private int after;

  @Option(
      names = "--new-class",
      paramLabel = "LABEL",
      description = "The class that comes in. Default: the last one.")
  private Optional<String> newClass;

  @Option(names = "--seed", defaultValue = "7", description = "Default: ${DEFAULT-VALUE}")
  private long seed;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** Of everything random. */
  long seed() {
    return seed;
  }

  /** Refuses changes whose images are not there. */
  void check(List<Change> changes) {
    if (changes.contains(Change.STREAM) && !Files.isRegularFile(stream.resolve("stream.csv"))) {
      throw new ParameterException(
          command.commandLine(),
          "--stream %s has no stream.csv: name a folder that has one, or leave out the kind stream"
              .formatted(stream));
    }
  }

  /**
   * The story of a change.
   *
   * @param unpacked where shipped images go
   * @throws IllegalArgumentException when there are too few images
   */
  Story story(Change change, Path unpacked) throws IOException {
    if (change == Change.STREAM) {
      return Story.inOrder(stream, first);
    }
    if (images.isEmpty()) {
      ShippedImages.unpack(unpacked);
    }
    List<LabelledImage> found = FolderDataset.list(images.orElse(unpacked)).images();
    Optional<String> comesIn =
        change == Change.NEW_CLASS
            ? newClass.or(() -> found.stream().map(LabelledImage::label).max(String::compareTo))
            : Optional.empty();
    return Story.of(change, found, new Story.Lengths(first, known, before, after), comesIn, seed);
  }
}
