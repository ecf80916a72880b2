package io.afterimage.trainer.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Reads the names of labelled pictures from a folder. Two layouts:
 *
 * <ul>
 *   <li>one folder per class, {@code cats/1.jpg}: split by {@link StableSplit};
 *   <li>{@code train/} beside {@code validation/} or {@code test/} or both, each with one folder
 *       per class: split as laid out. Without {@code validation/}, the pictures in {@code train/}
 *       are split by {@link StableSplit} instead, so that the test pictures decide nothing.
 * </ul>
 *
 * A picture's id is its path below the folder with {@code /} between names. Every file of a class
 * folder, however deep, is taken for a picture; whether it is one shows when it is decoded. Names
 * that start with a dot are skipped, links are followed.
 */
public final class FolderDataset {

  /** What a class needs unless told otherwise. */
  public static final int DEFAULT_MINIMUM_PER_CLASS = 10;

  private static final Map<String, Split> SPLIT_FOLDERS =
      Map.of("train", Split.TRAIN, "validation", Split.VALIDATION, "test", Split.TEST);

  private FolderDataset() {}

  /** As {@link #list(Path, StableSplit, int)} with 80 % for training and ten pictures a class. */
  public static Dataset list(Path root) {
    return list(root, StableSplit.FOLDER, DEFAULT_MINIMUM_PER_CLASS);
  }

  /**
   * Lists the pictures without reading them.
   *
   * @param split for pictures whose folder does not say what they are for
   * @param minimumPerClass classes with fewer pictures are left out and named in the result
   * @throws DatasetException when there is no such folder, it cannot be read, has no pictures, or
   *     has fewer than two classes
   */
  public static Dataset list(Path root, StableSplit split, int minimumPerClass) {
    Found found = find(root, split);
    return Dataset.of(root.toString(), found.classes(), found.pictures(), minimumPerClass);
  }

  /**
   * Lists the pictures of all classes, however few, without reading them.
   *
   * @param split for pictures whose folder does not say what they are for
   * @throws DatasetException when there is no such folder, or it cannot be read
   */
  public static List<LabelledPicture> pictures(Path root, StableSplit split) {
    return find(root, split).pictures();
  }

  /** The folders that stand for classes, empty ones included, and what is in them. */
  private record Found(Set<String> classes, List<LabelledPicture> pictures) {}

  private static Found find(Path root, StableSplit split) {
    if (!Files.isDirectory(root)) {
      throw new DatasetException(
          root
              + (Files.exists(root) ? " is not a folder" : " does not exist")
              + ": name a folder with one folder of pictures per class");
    }
    try {
      return found(root, split);
    } catch (IOException | UncheckedIOException e) {
      throw new DatasetException("cannot list the pictures in " + root + ": " + e.getMessage(), e);
    }
  }

  private static Found found(Path root, StableSplit split) throws IOException {
    Map<String, Path> folders = folders(root);
    if (!isLaidOutInSplits(folders.keySet())) {
      return new Found(folders.keySet(), ofClasses(root, folders, split::of));
    }
    Set<String> classes = new TreeSet<>();
    List<LabelledPicture> pictures = new ArrayList<>();
    for (Map.Entry<String, Path> folder : folders.entrySet()) {
      Split own = SPLIT_FOLDERS.get(folder.getKey());
      boolean byHash = own == Split.TRAIN && !folders.containsKey("validation");
      Map<String, Path> below = folders(folder.getValue());
      classes.addAll(below.keySet());
      pictures.addAll(ofClasses(root, below, byHash ? split::of : id -> own));
    }
    return new Found(classes, pictures);
  }

  private static boolean isLaidOutInSplits(Set<String> names) {
    return names.contains("train") && SPLIT_FOLDERS.keySet().containsAll(names);
  }

  private static Map<String, Path> folders(Path parent) throws IOException {
    Map<String, Path> folders = new TreeMap<>();
    try (Stream<Path> children = Files.list(parent)) {
      children
          .filter(child -> Files.isDirectory(child) && !isHidden(child))
          .forEach(child -> folders.put(child.getFileName().toString(), child));
    }
    return folders;
  }

  private static List<LabelledPicture> ofClasses(
      Path root, Map<String, Path> classes, SplitRule rule) throws IOException {
    List<LabelledPicture> pictures = new ArrayList<>();
    for (Map.Entry<String, Path> folder : classes.entrySet()) {
      try (Stream<Path> files = Files.walk(folder.getValue(), FileVisitOption.FOLLOW_LINKS)) {
        files
            .filter(file -> Files.isRegularFile(file) && !isBelowHidden(folder.getValue(), file))
            .map(file -> picture(root, file, folder.getKey(), rule))
            .forEach(pictures::add);
      }
    }
    return pictures;
  }

  private static LabelledPicture picture(Path root, Path file, String label, SplitRule rule) {
    String id = root.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
    return new LabelledPicture(id, label, rule.of(id), () -> Files.readAllBytes(file));
  }

  private static boolean isBelowHidden(Path folder, Path file) {
    for (Path name : folder.relativize(file)) {
      if (isHidden(name)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isHidden(Path path) {
    return path.getFileName().toString().startsWith(".");
  }

  private interface SplitRule {
    Split of(String id);
  }
}
