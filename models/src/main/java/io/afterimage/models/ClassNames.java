package io.afterimage.models;

import io.afterimage.schemas.events.TextStart;
import java.util.Collection;
import java.util.stream.Collectors;

/** Names of classes in as many words as people read: a model may have thousands. */
public final class ClassNames {

  /** This many are named, the others counted. */
  public static final int SHOWN = 20;

  private static final int LONGEST = 60;

  private ClassNames() {}

  /** The first ones, long names cut, and how many there are beyond. */
  public static String inWords(Collection<String> names) {
    return inWords(names.stream().map(ClassNames::cut).toList(), names.size());
  }

  /**
   * The same, with a text for each class.
   *
   * @param words of at least the first {@value SHOWN} classes, short
   * @param classes how many there are
   */
  public static String inWords(Collection<String> words, int classes) {
    int beyond = classes - SHOWN;
    return words.stream()
        .limit(SHOWN)
        .collect(
            Collectors.joining(
                ", ", "", beyond > 0 ? ", and %d classes more".formatted(beyond) : ""));
  }

  /** A name, its end cut off where it is long. */
  public static String cut(String name) {
    return name.length() <= LONGEST ? name : TextStart.of(name, LONGEST) + "…";
  }
}
