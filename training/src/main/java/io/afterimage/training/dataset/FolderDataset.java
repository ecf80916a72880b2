package io.afterimage.training.dataset;

import io.afterimage.schemas.events.LabelText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Reads the names of labelled images from a folder. Two layouts:
 *
 * <ul>
 *   <li>one folder per class, {@code cats/1.jpg}: split by {@link StableSplit};
 *   <li>{@code train/} beside {@code validation/} or {@code test/} or both, each with one folder
 *       per class: split as laid out. {@code val}, {@code valid} and {@code dev}, {@code training}
 *       and {@code testing} are known as well, in upper or lower case. Without validation images, a
 *       fifth of those in {@code train/} validates instead, by {@link StableSplit}, so that the
 *       test images decide nothing.
 * </ul>
 *
 * An image's id is its path below the folder with {@code /} between names. Every file of a class
 * folder, however deep, is taken for an image; whether it is one shows when it is decoded. A class
 * is named as its folder, by the rule of {@link LabelText}; in what {@code training-set export}
 * wrote, as its {@code index.csv} says, which also names groups: {@link StableSplit} splits by
 * them. What {@link FileTree} skips is skipped.
 */
public final class FolderDataset {

  /** What a class needs unless told otherwise. */
  public static final int DEFAULT_MINIMUM_PER_CLASS = 10;

  private static final int TWINS_NAMED = 10;

  private final Path root;
  private final StableSplit split;
  private final ExportIndex index;
  private final Set<String> classes = new TreeSet<>();
  private final List<LabelledImage> images = new ArrayList<>();
  private final List<ClassTwins.Member> members = new ArrayList<>();
  private final List<String> notices = new ArrayList<>();

  private FolderDataset(Path root, StableSplit split) throws IOException {
    this.root = root;
    this.split = split;
    this.index = ExportIndex.in(root);
  }

  /**
   * As {@link #list(Path, StableSplit, int)} with {@link StableSplit#SERVICE} and ten images a
   * class.
   */
  public static Dataset list(Path root) {
    return list(root, StableSplit.SERVICE, DEFAULT_MINIMUM_PER_CLASS);
  }

  /**
   * Lists the images without reading them.
   *
   * @param split for images whose folder does not say what they are for
   * @param minimumPerClass classes with fewer images are left out and named in the result
   * @throws DatasetException when there is no such folder, it cannot be read, has no images, or has
   *     fewer than two classes
   */
  public static Dataset list(Path root, StableSplit split, int minimumPerClass) {
    Listing found = listing(root, split);
    return Dataset.of(root.toString(), found.classes(), found.images(), minimumPerClass)
        .withNotices(found.notices());
  }

  /**
   * What a folder holds.
   *
   * @param classes the labels that its folders stand for, those without images included
   * @param images the images of all classes
   * @param notices what was skipped or looks wrong; human-readable
   */
  public record Listing(Set<String> classes, List<LabelledImage> images, List<String> notices) {

    /** Copies the collections. */
    public Listing {
      classes = Set.copyOf(classes);
      images = List.copyOf(images);
      notices = List.copyOf(notices);
    }
  }

  /**
   * Lists the images of all classes, however few, without reading more of them than it takes to
   * find the same one in two classes.
   *
   * @param split for images whose folder does not say what they are for
   * @throws DatasetException when there is no such folder, it cannot be read, or its folders look
   *     like splits that are not known
   */
  public static Listing listing(Path root, StableSplit split) {
    if (!Files.isDirectory(root)) {
      throw new DatasetException(
          root
              + (Files.exists(root) ? " is not a folder" : " does not exist")
              + ": name a folder with one folder of images per class");
    }
    try {
      return new FolderDataset(root, split).list();
    } catch (IOException | UncheckedIOException e) {
      throw new DatasetException("cannot list the images in " + root + ": " + e.getMessage(), e);
    }
  }

  private Listing list() throws IOException {
    FolderLayout layout = FolderLayout.of(root, FileTree.folders(root, notices::add));
    if (layout instanceof FolderLayout.Classes plain) {
      addClasses(plain.folders(), split::of);
    } else if (layout instanceof FolderLayout.Splits laidOut) {
      boolean byHash = !laidOut.folders().containsKey(Split.VALIDATION);
      for (Map.Entry<Split, Path> folder : new TreeMap<>(laidOut.folders()).entrySet()) {
        Split own = folder.getKey();
        addClasses(
            FileTree.folders(folder.getValue(), notices::add),
            own == Split.TRAIN && byHash ? StableSplit.BESIDE_TEST::of : id -> own);
      }
    }
    noticeTwins();
    LabelText.differingInCaseOnly(classes)
        .forEach(
            alike ->
                notices.add(
                    "classes that differ in upper and lower case only: "
                        + String.join(", ", alike)));
    return new Listing(classes, images, notices);
  }

  private void addClasses(List<Path> folders, SplitRule rule) throws IOException {
    for (Path folder : folders) {
      String label = label(folder);
      classes.add(label);
      for (Map.Entry<Path, Long> file : FileTree.files(folder, notices::add).entrySet()) {
        Path path = file.getKey();
        String id =
            root.relativize(path).toString().replace(path.getFileSystem().getSeparator(), "/");
        Optional<String> group = index.group(id);
        images.add(
            new LabelledImage(
                id, label, rule.of(group.orElse(id)), group, () -> Files.readAllBytes(path)));
        members.add(new ClassTwins.Member(path, file.getValue(), label));
      }
    }
  }

  private String label(Path folder) {
    try {
      return LabelText.of(index.label(root, folder));
    } catch (IllegalArgumentException e) {
      throw new DatasetException(
          "folder %s cannot name a class: %s".formatted(folder, e.getMessage()), e);
    }
  }

  private void noticeTwins() throws IOException {
    List<List<ClassTwins.Member>> twins = ClassTwins.among(members);
    for (List<ClassTwins.Member> same : twins.subList(0, Math.min(TWINS_NAMED, twins.size()))) {
      notices.add(
          "the same image in several classes: "
              + same.stream()
                  .map(member -> root.relativize(member.path()).toString())
                  .collect(Collectors.joining(", ")));
    }
    if (twins.size() > TWINS_NAMED) {
      notices.add("%d more images lie in several classes".formatted(twins.size() - TWINS_NAMED));
    }
  }

  private interface SplitRule {
    Split of(String id);
  }
}
