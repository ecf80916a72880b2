package io.afterimage.schemas.events;

/** How texts are cut that a record has no room for. */
public final class TextStart {

  private TextStart() {}

  /**
   * The beginning of a text: never half of a surrogate pair, which is not valid in JSON.
   *
   * @param most how many characters ({@code char}) at most
   */
  public static String of(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    boolean splits = most > 0 && Character.isHighSurrogate(text.charAt(most - 1));
    return text.substring(0, splits ? most - 1 : most);
  }
}
