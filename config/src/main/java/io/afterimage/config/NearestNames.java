package io.afterimage.config;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Finds what an unknown name was probably meant to be. */
public final class NearestNames {

  private static final int MOST = 3;
  private static final int SHORTEST_PART = 4;

  private NearestNames() {}

  /**
   * The known names that are nearest: those that are part of the given one or have it as a part,
   * otherwise those with the fewest letters changed. Case and punctuation do not count.
   *
   * @return at most three, in alphabetical order; none when nothing is near
   */
  public static List<String> of(String given, Collection<String> known) {
    String letters = letters(given);
    TreeMap<Integer, TreeSet<String>> byDistance = new TreeMap<>();
    for (String name : known) {
      int distance = distance(letters, letters(name));
      if (distance <= Math.max(1, letters.length() / 3)) {
        byDistance.computeIfAbsent(distance, any -> new TreeSet<>()).add(name);
      }
    }
    Collection<String> near =
        byDistance.isEmpty()
            ? known.stream().filter(name -> isPart(letters, letters(name))).sorted().toList()
            : byDistance.firstEntry().getValue();
    return near.stream().limit(MOST).toList();
  }

  /** A question to follow a message, {@code ; did you mean a or b?}; empty when nothing is near. */
  public static String question(String given, Collection<String> known) {
    List<String> near = of(given, known);
    return near.isEmpty()
        ? ""
        : near.stream().collect(Collectors.joining(" or ", "; did you mean ", "?"));
  }

  private static boolean isPart(String a, String b) {
    boolean longEnough = Math.min(a.length(), b.length()) >= SHORTEST_PART;
    return longEnough && (a.contains(b) || b.contains(a));
  }

  private static String letters(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
  }

  /** Levenshtein's distance, by rows. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
