package io.afterimage.cli.terminal;

import java.util.regex.Pattern;

/** One word of a command line, to be pasted into a shell. */
public final class ShellWord {

  private static final Pattern PLAIN = Pattern.compile("[\\w./:,=@%+~-]+");

  private ShellWord() {}

  /** The word, in double quotes where a shell would read it otherwise. */
  public static String of(Object word) {
    String text = word.toString();
    return PLAIN.matcher(text).matches()
        ? text
        : '"' + text.replaceAll("[\"\\\\$`]", "\\\\$0") + '"';
  }
}
