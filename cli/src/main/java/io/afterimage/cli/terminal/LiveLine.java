package io.afterimage.cli.terminal;

import java.time.Duration;

/**
 * One line that says how things stand. On a screen it is written over; elsewhere it is repeated now
 * and then. One thread.
 */
public final class LiveLine implements AutoCloseable {

  private static final Duration REPEAT = Duration.ofSeconds(5);
  private static final String CLEAR_TO_END = "\u001b[K";

  private final Terminal terminal;
  private long lastNanos;
  private boolean shown;

  /** Shows nothing yet. */
  public LiveLine(Terminal terminal) {
    this.terminal = terminal;
    this.lastNanos = System.nanoTime();
  }

  /** Shows a new state of the line. */
  public void show(String line) {
    if (terminal.live()) {
      terminal.err().print("\r" + line + CLEAR_TO_END);
      terminal.err().flush();
      shown = true;
    } else if (System.nanoTime() - lastNanos >= REPEAT.toNanos()) {
      lastNanos = System.nanoTime();
      terminal.say(line);
    }
  }

  /** A line that stays, above the live one. */
  public void say(String line) {
    clear();
    terminal.say(line);
  }

  /** Removes the line from the screen, until the next one is shown. */
  public void clear() {
    if (shown) {
      terminal.err().print("\r" + CLEAR_TO_END);
      terminal.err().flush();
      shown = false;
    }
  }

  @Override
  public void close() {
    clear();
  }
}
