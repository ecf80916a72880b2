package io.afterimage.training.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the folders directly below a data set's folder stand for: classes, or splits with classes
 * below. The names of splits are those of the usual data sets, in upper or lower case.
 */
sealed interface FolderLayout {

  /** One folder per class. */
  record Classes(List<Path> folders) implements FolderLayout {

    /** Copies the list. */
    public Classes {
      folders = List.copyOf(folders);
    }
  }

  /** One folder per split, {@link Split#TRAIN} among them. */
  record Splits(Map<Split, Path> folders) implements FolderLayout {

    /** Copies the map. */
    public Splits {
      folders = Map.copyOf(folders);
    }
  }

  /**
   * Tells the layout.
   *
   * @param root the data set's folder, for messages
   * @param folders those directly below it
   * @throws DatasetException when folders look like splits, but cannot be read as such: taking them
   *     for classes would train a model to tell {@code train} from {@code val}
   * @throws IOException when a folder cannot be listed
   */
  static FolderLayout of(Path root, List<Path> folders) throws IOException {
    Map<Split, Path> splits = new EnumMap<>(Split.class);
    List<Path> others = new ArrayList<>();
    for (Path folder : folders) {
      Optional<Split> split = Names.split(folder);
      if (split.isEmpty()) {
        others.add(folder);
      } else if (splits.putIfAbsent(split.get(), folder) != null) {
        throw new DatasetException(
            "%s has both %s and %s for one split: keep one of them"
                .formatted(root, splits.get(split.get()).getFileName(), folder.getFileName()));
      }
    }
    if (others.isEmpty() && splits.containsKey(Split.TRAIN)) {
      return new Splits(splits);
    }
    List<String> suspects = new ArrayList<>();
    for (Path folder : folders) {
      if (Names.looksLikeSplit(folder) && holdsFoldersOnly(folder)) {
        suspects.add(folder.getFileName().toString());
      }
    }
    if (!suspects.isEmpty()) {
      throw new DatasetException(
          "%s holds %s, which look like splits and not like classes: name them train, validation (or val) and test, train being there and nothing else beside them, or name a folder that has one folder per class"
              .formatted(root, String.join(", ", suspects)));
    }
    return new Classes(folders);
  }

  private static boolean holdsFoldersOnly(Path folder) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      List<Path> seen =
          children.filter(child -> !SystemFiles.isHidden(child.getFileName().toString())).toList();
      return !seen.isEmpty() && seen.stream().allMatch(Files::isDirectory);
    }
  }

  /** The names that data sets use. */
  final class Names {

    private static final Map<String, Split> SPLITS =
        Map.of(
            "train", Split.TRAIN,
            "training", Split.TRAIN,
            "val", Split.VALIDATION,
            "valid", Split.VALIDATION,
            "validation", Split.VALIDATION,
            "dev", Split.VALIDATION,
            "test", Split.TEST,
            "testing", Split.TEST);

    private static final Pattern LIKE_A_SPLIT =
        Pattern.compile(
            "(train|training|val|valid|validation|dev|test|testing|holdout|fold|split)(set)?([^\\p{L}].*)?");

    private Names() {}

    private static Optional<Split> split(Path folder) {
      return Optional.ofNullable(SPLITS.get(lower(folder)));
    }

    private static boolean looksLikeSplit(Path folder) {
      return LIKE_A_SPLIT.matcher(lower(folder)).matches();
    }

    private static String lower(Path folder) {
      return folder.getFileName().toString().toLowerCase(Locale.ROOT);
    }
  }
}
