package io.afterimage.cli.terminal;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar where there is a screen; nothing elsewhere. Thread-safe. */
public final class Progress implements AutoCloseable {

  private static final int WIDTH = 100;
  private static final int REFRESH_MILLIS = 200;

  private final Terminal terminal;
  private final ProgressBar bar;

  private Progress(Terminal terminal, ProgressBar bar) {
    this.terminal = terminal;
    this.bar = bar;
  }

  /** Shows a bar that goes up to the total. */
  public static Progress start(Terminal terminal, String name, long total, String unit) {
    ProgressBarBuilder builder =
        new ProgressBarBuilder()
            .setTaskName(name)
            .setInitialMax(total)
            .setUnit(" " + unit, 1)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(REFRESH_MILLIS)
            .clearDisplayOnFinish()
            .showSpeed();
    PrintStream screen = terminal.live() ? screen(terminal) : nothing();
    return new Progress(
        terminal, builder.setConsumer(new ConsoleProgressBarConsumer(screen, WIDTH)).build());
  }

  /** Sets the completed count. */
  public void stepTo(long done) {
    bar.stepTo(done);
  }

  /** Sets the total, once it is known. */
  public void totalIs(long total) {
    bar.maxHint(total);
  }

  /** A remark behind the figures. */
  public void remark(String text) {
    bar.setExtraMessage(text);
  }

  /** A line that stays. */
  public void say(String line) {
    terminal.sayInstead(line);
  }

  /** Ends the bar, and removes it from the screen. */
  public void end() {
    bar.close();
  }

  @Override
  public void close() {
    end();
  }

  private static PrintStream nothing() {
    return new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
  }

  private static PrintStream screen(Terminal terminal) {
    return new PrintStream(
        new OutputStream() {
          @Override
          public void write(int value) {
            terminal.err().write(value);
          }

          @Override
          public void write(byte[] bytes, int offset, int length) {
            terminal.err().write(new String(bytes, offset, length, StandardCharsets.UTF_8));
            terminal.err().flush();
          }
        },
        true,
        StandardCharsets.UTF_8);
  }
}
