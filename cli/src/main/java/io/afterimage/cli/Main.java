package io.afterimage.cli;

import io.afterimage.cli.command.CommandContext;
import io.afterimage.cli.command.CommandLines;
import io.afterimage.cli.terminal.CommandName;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.service.ExitSignals;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;

/**
 * The {@code afterimage} command. Exit codes: 0 done, 1 failed, 2 wrong usage, 130 ended by Ctrl-C.
 *
 * <p>The launcher tells in the properties {@code afterimage.stdout.tty} and {@code
 * afterimage.stderr.tty} whether these are screens; colours appear only there, and not where the
 * environment variable NO_COLOR is set. How it was called is in {@code afterimage.called}.
 */
public final class Main {

  private Main() {}

  /** Runs one command. */
  public static void main(String[] args) {
    boolean colours = System.getenv("NO_COLOR") == null;
    boolean screen = Boolean.getBoolean("afterimage.stdout.tty");
    boolean errScreen = Boolean.getBoolean("afterimage.stderr.tty");
    Terminal terminal =
        new Terminal(
            writer(System.out),
            writer(System.err),
            errScreen,
            screen && colours,
            errScreen && colours,
            CommandName.ofProcess());
    int exitCode = CommandLines.create(new CommandContext(System.getenv(), terminal)).execute(args);
    terminal.out().flush();
    terminal.err().flush();
    ExitSignals.exit(exitCode);
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, Charset.defaultCharset()), true);
  }
}
