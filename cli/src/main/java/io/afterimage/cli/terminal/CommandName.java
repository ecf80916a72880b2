package io.afterimage.cli.terminal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the command was called, so that what is printed can be pasted: {@code ./afterimage} in a
 * checkout, {@code afterimage} where it is on the PATH. Texts are written with {@code afterimage},
 * as they also reach those who call it otherwise.
 *
 * @param called as for a shell, quoted where it has to be
 */
public record CommandName(String called) {

  /** The property by which the launcher tells. */
  public static final String PROPERTY = "afterimage.called";

  /** What texts have. */
  public static final CommandName PLAIN = new CommandName("afterimage");

  /**
   * The command with something to do, where a command begins: in quotes, at the start of a line, of
   * a command of a line, or of a part of an enumeration. Not the name within a sentence.
   */
  private static final Pattern COMMAND =
      Pattern.compile("(?m)(?<=^|^ {1,20}|['(]|&& |\\| |, )afterimage (?=[a-z-])");

  /** The one that the launcher tells. */
  public static CommandName ofProcess() {
    return new CommandName(System.getProperty(PROPERTY, PLAIN.called));
  }

  /** The text with its commands as they have to be called. */
  public String in(String text) {
    return equals(PLAIN)
        ? text
        : COMMAND.matcher(text).replaceAll(Matcher.quoteReplacement(called + " "));
  }
}
