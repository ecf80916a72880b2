package io.afterimage.cli.folders;

import io.afterimage.client.CommandFailure;
import io.afterimage.client.labels.LabelCsv;
import io.afterimage.client.labels.LabelSource;
import io.afterimage.schemas.events.Label;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The labels that somebody has filled in into a table of requests, so that they are not lost when
 * the table is written anew.
 *
 * @param table that may not be there
 * @param byId the labels by image
 */
public record FilledLabels(Path table, Map<String, String> byId) {

  private static final int SHOWN = 5;

  /** Copies the labels. */
  public FilledLabels {
    byId = Map.copyOf(byId);
  }

  /**
   * Reads them.
   *
   * @throws CommandFailure when the table cannot be read, or has labels that cannot
   */
  public static FilledLabels in(Path table) {
    if (!Files.exists(table)) {
      return new FilledLabels(table, Map.of());
    }
    LabelSource read = LabelCsv.detecting().read(table, Optional.empty(), Instant.EPOCH);
    List<String> unread =
        read.problems().stream().filter(problem -> !problem.endsWith(": no label")).toList();
    if (!unread.isEmpty()) {
      throw new CommandFailure(
          "%s would be written over, and has labels that cannot be read (%s); correct these, or save into another folder"
              .formatted(table, some(unread)));
    }
    Map<String, String> byId = new LinkedHashMap<>();
    for (Label label : read.labels()) {
      byId.put(label.imageId(), label.label());
    }
    return new FilledLabels(table, byId);
  }

  /**
   * Those that are still to be sent.
   *
   * @param open whether an image is still asked for
   * @param given whether an image was given that label
   * @throws CommandFailure when some are neither: they would be lost
   */
  public FilledLabels stillToSend(Predicate<String> open, BiPredicate<String, String> given) {
    List<String> lost =
        byId.entrySet().stream()
            .filter(filled -> !open.test(filled.getKey()))
            .filter(filled -> !given.test(filled.getKey(), filled.getValue()))
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    if (!lost.isEmpty()) {
      throw new CommandFailure(
          "%s would be written over, and has labels for images that are no longer asked for (%s); send them with 'afterimage label --csv %s' and remove their rows, or save into another folder"
              .formatted(table, some(lost), table));
    }
    return new FilledLabels(
        table,
        byId.entrySet().stream()
            .filter(filled -> open.test(filled.getKey()))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  /**
   * Has the table written anew, and fills the labels in again, also those of images that are not in
   * it any more. When something fails, the table is what it was before.
   *
   * @param write writes the table
   * @return what that returns
   */
  public int keepWhile(IntSupplier write) {
    if (byId.isEmpty()) {
      return write.getAsInt();
    }
    Path before = table.resolveSibling(table.getFileName() + ".before");
    try {
      Files.copy(table, before, StandardCopyOption.REPLACE_EXISTING);
      int written;
      try {
        written = write.getAsInt();
        RequestTable.change(table, this::fillIn);
      } catch (RuntimeException e) {
        Files.move(before, table, StandardCopyOption.REPLACE_EXISTING);
        throw e;
      }
      Files.delete(before);
      return written;
    } catch (IOException e) {
      throw new CommandFailure("cannot keep the labels in %s: %s".formatted(table, e), e);
    }
  }

  private void fillIn(List<Map<String, String>> rows) {
    Map<String, String> left = new LinkedHashMap<>(byId);
    for (Map<String, String> row : rows) {
      Optional.ofNullable(left.remove(row.get(RequestTable.ID).strip()))
          .ifPresent(label -> row.put(RequestTable.LABEL, label));
    }
    left.forEach((id, label) -> rows.add(Map.of(RequestTable.ID, id, RequestTable.LABEL, label)));
  }

  private static String some(List<String> all) {
    String shown = all.stream().limit(SHOWN).collect(Collectors.joining(", "));
    return all.size() > SHOWN ? "%s and %d more".formatted(shown, all.size() - SHOWN) : shown;
  }
}
