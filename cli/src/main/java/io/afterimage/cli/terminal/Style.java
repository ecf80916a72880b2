package io.afterimage.cli.terminal;

/**
 * Colours, where they are wanted.
 *
 * @param enabled whether to colour at all
 */
public record Style(boolean enabled) {

  /** What went well. */
  public String good(String text) {
    return wrap("32", text);
  }

  /** What went wrong. */
  public String bad(String text) {
    return wrap("31", text);
  }

  /** What matters. */
  public String strong(String text) {
    return wrap("1", text);
  }

  /** What may be overlooked. */
  public String faint(String text) {
    return wrap("2", text);
  }

  private String wrap(String code, String text) {
    return enabled ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
