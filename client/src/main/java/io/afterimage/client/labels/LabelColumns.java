package io.afterimage.client.labels;

import io.afterimage.client.CommandFailure;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Which columns of a table hold image ids and labels.
 *
 * @param id the column with ids, from 0
 * @param label the column with labels, from 0
 * @param header whether the first row names the columns
 * @param labelStudio whether the table is Label Studio's own export, whose images are addresses
 */
record LabelColumns(int id, int label, boolean header, boolean labelStudio) {

  /** What ids are called, the surest first; compared without case, blanks and punctuation. */
  private static final List<String> IDS =
      List.of(
          "imageid",
          "id",
          "filename",
          "file",
          "imagename",
          "imagepath",
          "filepath",
          "path",
          "key",
          "image",
          "img",
          "picture",
          "photo",
          "uri",
          "url",
          "name");

  private static final List<String> LABELS =
      List.of(
          "label",
          "class",
          "classname",
          "labelname",
          "category",
          "choice",
          "truelabel",
          "truth",
          "tag",
          "target",
          "annotation",
          "species");

  /** What is in a header beside these: a row with such a cell is a header. */
  private static final Set<String> OTHERS =
      Set.of(
          "annotator",
          "annotationid",
          "createdat",
          "updatedat",
          "leadtime",
          "labelledat",
          "split",
          "confidence",
          "score",
          "source",
          "comment",
          "width",
          "height",
          "labels",
          "classes");

  private static final Set<String> LABEL_STUDIO = Set.of("annotationid", "leadtime");

  /**
   * Finds them.
   *
   * @param file named in messages
   * @param first the table's first row
   * @param idColumn the name or the number (from 1) of the column with ids, where somebody says so
   * @param labelColumn likewise of the labels
   * @throws CommandFailure when a header does not tell, or names no such column
   */
  static LabelColumns find(
      Object file, CsvRows.Row first, Optional<String> idColumn, Optional<String> labelColumn) {
    List<String> names = first.cells().stream().map(LabelColumns::plain).toList();
    boolean studio = names.containsAll(LABEL_STUDIO);
    Optional<Integer> id =
        idColumn.map(wanted -> column(file, first, names, wanted, "--id-column"));
    Optional<Integer> label =
        labelColumn.map(wanted -> column(file, first, names, wanted, "--label-column"));
    boolean byName =
        idColumn.filter(name -> !isNumber(name)).isPresent()
            || labelColumn.filter(name -> !isNumber(name)).isPresent();
    Optional<Integer> namedId = id.or(() -> studio ? imageOf(names) : among(names, IDS));
    Optional<Integer> namedLabel = label.or(() -> among(names, LABELS));
    boolean header =
        byName
            || (among(names, IDS).isPresent() && among(names, LABELS).isPresent())
            || names.stream().anyMatch(OTHERS::contains);
    if (!header) {
      // One known name alone may be an id or a label itself: a class may be called 'name'.
      boolean half = among(names, IDS).isPresent() || among(names, LABELS).isPresent();
      if (half && (id.isEmpty() || label.isEmpty())) {
        throw unclear(file, first);
      }
      return new LabelColumns(id.orElse(0), label.orElse(1), false, false);
    }
    if (namedId.isEmpty() || namedLabel.isEmpty()) {
      throw unclear(file, first);
    }
    return new LabelColumns(namedId.get(), namedLabel.get(), true, studio && id.isEmpty());
  }

  private static CommandFailure unclear(Object file, CsvRows.Row first) {
    return new CommandFailure(
        "%s: cannot tell which of the columns %s holds ids and which labels: name them with --id-column and --label-column, by name or by number from 1"
            .formatted(file, String.join(", ", first.cells())));
  }

  private static int column(
      Object file, CsvRows.Row first, List<String> names, String wanted, String option) {
    int index =
        isNumber(wanted) && !names.contains(plain(wanted))
            ? Integer.parseInt(wanted) - 1
            : first.cells().contains(wanted)
                ? first.cells().indexOf(wanted)
                : names.indexOf(plain(wanted));
    if (index < 0 || index >= first.cells().size()) {
      throw new CommandFailure(
          "%s has no column '%s' as %s says; its first row is %s"
              .formatted(file, wanted, option, String.join(", ", first.cells())));
    }
    return index;
  }

  private static boolean isNumber(String text) {
    return text.matches("[1-9]\\d{0,4}");
  }

  /** Label Studio's {@code id} is that of a task; the image is what the template calls it. */
  private static Optional<Integer> imageOf(List<String> names) {
    return among(names, List.of("image", "img", "picture", "photo", "url", "captioning"));
  }

  private static Optional<Integer> among(List<String> names, List<String> known) {
    return known.stream()
        .flatMap(
            name -> IntStream.range(0, names.size()).filter(i -> names.get(i).equals(name)).boxed())
        .findFirst();
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
  }
}
