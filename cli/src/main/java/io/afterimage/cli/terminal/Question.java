package io.afterimage.cli.terminal;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Optional;

/** Asks the user at the terminal. */
public final class Question {

  /** Told by the launcher: Java itself does not know in every version. */
  private static final String INPUT_IS_A_TERMINAL = "afterimage.stdin.tty";

  private Question() {}

  /** Whether somebody is there to answer: input and output are a terminal, not a pipe or a file. */
  public static boolean canBeAsked(Terminal terminal) {
    return terminal.live() && Boolean.getBoolean(INPUT_IS_A_TERMINAL);
  }

  /** Whether the answer is yes; everything but {@code y} and {@code yes} is a no. */
  public static boolean isConfirmed(Terminal terminal, String question) {
    terminal.err().print(question + " [y/N] ");
    terminal.err().flush();
    try {
      // Not closed: standard input is not this question's to close.
      String answer =
          new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
      return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * A password, which is not shown where somebody types it in; otherwise the first line of the
   * input.
   */
  public static String password(Terminal terminal, String question) {
    Optional<Console> console = Optional.ofNullable(System.console());
    if (canBeAsked(terminal) && console.isPresent()) {
      terminal.err().print(question + ": ");
      terminal.err().flush();
      char[] typed = console.get().readPassword();
      return typed == null ? "" : new String(typed);
    }
    try {
      // Not closed: standard input is not this question's to close.
      String line =
          new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
      return line == null ? "" : line;
    } catch (IOException e) {
      return "";
    }
  }
}
