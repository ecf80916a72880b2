package io.afterimage.client.refused;

import io.afterimage.schemas.events.ImagePointer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Reads the values of what was refused: from the dead letters, or from where a record stayed. Holds
 * one value at a time beside what its reader has. Thread-safe.
 */
public final class LetterValues {

  /** Looked up together. */
  private static final int PART = 500;

  private final LetterReader reader;

  /** With a reader. */
  public LetterValues(LetterReader reader) {
    this.reader = reader;
  }

  /**
   * Hands over the values, in any order.
   *
   * @param letters where the dead letters lie
   * @param found gets each value, with the place of its dead letter
   * @param missing gets the place of each other one, with what is the matter
   */
  public void read(
      List<ImagePointer> letters,
      BiConsumer<ImagePointer, byte[]> found,
      BiConsumer<ImagePointer, String> missing) {
    for (int from = 0; from < letters.size(); from += PART) {
      part(letters.subList(from, Math.min(from + PART, letters.size())), found, missing);
    }
  }

  private void part(
      List<ImagePointer> letters,
      BiConsumer<ImagePointer, byte[]> found,
      BiConsumer<ImagePointer, String> missing) {
    List<ImagePointer> gone = new ArrayList<>(letters);
    Map<ImagePointer, List<Reference>> references = new LinkedHashMap<>();
    reader.read(
        letters,
        record -> {
          ImagePointer place = DeadLetter.place(record);
          Optional<ImagePointer> origin = DeadLetter.read(record).flatMap(DeadLetter::origin);
          gone.remove(place);
          if (record.value() != null) {
            found.accept(place, record.value());
          } else if (origin.isPresent()) {
            references
                .computeIfAbsent(origin.get(), at -> new ArrayList<>())
                .add(Reference.of(record, origin.get()));
          } else {
            missing.accept(place, "it does not say where its record stayed");
          }
        });
    gone.forEach(place -> missing.accept(place, "there is no dead letter any more"));
    reader.read(
        List.copyOf(references.keySet()),
        record ->
            Optional.ofNullable(references.remove(DeadLetter.place(record)))
                .orElse(List.of())
                .forEach(
                    reference ->
                        reference
                            .fault(record)
                            .ifPresentOrElse(
                                fault -> missing.accept(reference.place(), fault),
                                () -> found.accept(reference.place(), record.value()))));
    references
        .values()
        .forEach(left -> left.forEach(each -> missing.accept(each.place(), each.gone())));
  }
}
