package io.afterimage.cli.terminal;

import java.io.Console;
import java.util.Locale;

/** Asks whoever sits at the terminal. */
@SuppressWarnings(
    "SystemConsoleNull") // From Java 22 on there is always one: live() tells them apart.
public final class Question {

  private Question() {}

  /** Whether somebody is there to answer: input and output are a terminal, not a pipe or a file. */
  public static boolean canBeAsked(Terminal terminal) {
    return terminal.live() && System.console() != null;
  }

  /** Whether the answer is yes; everything but {@code y} and {@code yes} is a no. */
  public static boolean isConfirmed(Terminal terminal, String question) {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    terminal.err().print(question + " [y/N] ");
    terminal.err().flush();
    String answer = console.readLine();
    return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
  }
}
