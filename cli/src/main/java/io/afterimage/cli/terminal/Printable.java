package io.afterimage.cli.terminal;

/** Text from outside as a terminal may show it. */
public final class Printable {

  private Printable() {}

  /** In one line, without what would move the cursor, change colours or hide text. */
  public static String of(String text) {
    return text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]", "?");
  }

  /**
   * The same, cut.
   *
   * @param longest characters, with the sign that it was cut
   */
  public static String of(String text, int longest) {
    return of(text.length() <= longest ? text : text.substring(0, longest - 1) + "…");
  }
}
