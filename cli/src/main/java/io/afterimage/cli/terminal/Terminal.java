package io.afterimage.cli.terminal;

import java.io.PrintWriter;

/**
 * Where a command writes. Results go to {@code out}, everything else to {@code err}; commands in
 * what is said are shown as this one was called.
 *
 * @param out standard output, flushed at each line's end
 * @param err standard error, flushed at each line's end
 * @param live whether {@code err} is a screen on which a line can be written over
 * @param colours whether {@code out} may be coloured
 * @param errColours whether {@code err} may be coloured
 * @param command how the command was called
 */
public record Terminal(
    PrintWriter out,
    PrintWriter err,
    boolean live,
    boolean colours,
    boolean errColours,
    CommandName command) {

  /** Of a command that was called by its plain name. */
  public Terminal(
      PrintWriter out, PrintWriter err, boolean live, boolean colours, boolean errColours) {
    this(out, err, live, colours, errColours, CommandName.PLAIN);
  }

  /** Without screen and colours. */
  public static Terminal plain(PrintWriter out, PrintWriter err) {
    return new Terminal(out, err, false, false, false);
  }

  /** A line of progress, on {@code err}. */
  public void say(String line) {
    err.println(command.in(line));
  }

  /** The same in the place of a line that is written over. */
  public void sayInstead(String line) {
    say(live ? "\r" + line + "\u001b[K" : line);
  }

  /** A line of results, on {@code out}, as it is: it may be for a program. */
  public void print(String line) {
    out.println(line);
  }

  /** A line of results for people, on {@code out}. */
  public void tell(String line) {
    print(command.in(line));
  }

  /** The styles of {@code out}. */
  public Style style() {
    return new Style(colours);
  }

  /** The styles of {@code err}. */
  public Style errStyle() {
    return new Style(errColours);
  }
}
