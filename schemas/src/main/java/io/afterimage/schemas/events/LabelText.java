package io.afterimage.schemas.events;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The one rule for the text of a label, wherever it enters: what looks the same is the same class.
 *
 * <p>Blanks around the text go, and each run of blanks inside it, line breaks and no-break spaces
 * included, becomes one space. Characters that cannot be seen (zero-width ones, soft hyphens, marks
 * of direction, variation selectors, a byte order mark) go. Letters are composed (Unicode NFC).
 * Case is kept: {@link #differingInCaseOnly} finds labels to warn about. Refused are text without
 * anything to see, control characters, halves of a surrogate pair, and text that is too long.
 */
public final class LabelText {

  /** The longest label in Unicode code points, after the rule was applied. */
  public static final int MAX_CHARACTERS = 200;

  /** The longest label in bytes of UTF-8: as a folder's name it fits every usual file system. */
  public static final int MAX_BYTES = 255;

  /** How much of a refused text a message shows. */
  private static final int SHOWN = 40;

  /** A control character, and a line break all the same. */
  private static final int NEXT_LINE = 0x85;

  private static final int FIRST_VARIATION_SELECTOR = 0xFE00;
  private static final int LAST_VARIATION_SELECTOR = 0xFE0F;

  private LabelText() {}

  /**
   * The label that a text stands for; applied to its own result it changes nothing.
   *
   * @throws IllegalArgumentException saying what is wrong with the text
   */
  public static String of(String text) {
    // Longer than any label can be made of: not worth composing.
    if (text.length() > 16 * MAX_CHARACTERS) {
      throw new IllegalArgumentException(
          "the label has %d characters, at most %d: '%s'"
              .formatted(text.length(), MAX_CHARACTERS, shown(text)));
    }
    String label = Normalizer.normalize(visible(text), Normalizer.Form.NFC);
    if (label.isEmpty()) {
      throw new IllegalArgumentException("the label is blank");
    }
    int characters = label.codePointCount(0, label.length());
    if (characters > MAX_CHARACTERS) {
      throw new IllegalArgumentException(
          "the label has %d characters, at most %d: '%s'"
              .formatted(characters, MAX_CHARACTERS, shown(label)));
    }
    int bytes = label.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_BYTES) {
      throw new IllegalArgumentException(
          "the label has %d bytes in UTF-8, at most %d: '%s'"
              .formatted(bytes, MAX_BYTES, shown(label)));
    }
    return label;
  }

  /**
   * The sets of labels that differ in nothing but upper and lower case, most likely by mistake;
   * each set and the list are sorted.
   */
  public static List<SortedSet<String>> differingInCaseOnly(Collection<String> labels) {
    TreeMap<String, SortedSet<String>> byFolded = new TreeMap<>();
    for (String label : labels) {
      byFolded.computeIfAbsent(caseless(label), folded -> new TreeSet<>()).add(label);
    }
    return byFolded.values().stream().filter(alike -> alike.size() > 1).toList();
  }

  /** A form of the label that is equal for labels that differ in case only; not for display. */
  public static String caseless(String label) {
    return label.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
  }

  private static String visible(String text) {
    StringBuilder visible = new StringBuilder(text.length());
    boolean blank = false;
    for (int i = 0; i < text.length(); ) {
      int character = text.codePointAt(i);
      if (isBlank(character)) {
        blank = true;
      } else if (!isInvisible(character)) {
        refuse(character, i, text);
        if (blank && !visible.isEmpty()) {
          visible.append(' ');
        }
        blank = false;
        visible.appendCodePoint(character);
      }
      i += Character.charCount(character);
    }
    return visible.toString();
  }

  private static void refuse(int character, int at, String text) {
    int type = Character.getType(character);
    if (type == Character.CONTROL || type == Character.SURROGATE) {
      throw new IllegalArgumentException(
          "the label has the character U+%04X at position %d, which is not text: '%s'"
              .formatted(character, at, shown(text)));
    }
  }

  /** Unicode's white space: Java's own notion lacks the no-break ones. */
  private static boolean isBlank(int character) {
    return Character.isWhitespace(character)
        || Character.isSpaceChar(character)
        || character == NEXT_LINE;
  }

  private static boolean isInvisible(int character) {
    return Character.getType(character) == Character.FORMAT
        || (character >= FIRST_VARIATION_SELECTOR && character <= LAST_VARIATION_SELECTOR);
  }

  /** The beginning of a text, printable. */
  private static String shown(String text) {
    String printable = text.replaceAll("[\\p{Cntrl}\\p{Cs}]", "?");
    return printable.codePointCount(0, printable.length()) <= SHOWN
        ? printable
        : printable.substring(0, printable.offsetByCodePoints(0, SHOWN)) + "…";
  }
}
