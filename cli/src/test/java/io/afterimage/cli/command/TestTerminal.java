package io.afterimage.cli.command;

import io.afterimage.cli.terminal.Terminal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.util.Map;

/** Runs commands in this process and keeps what they print. */
public final class TestTerminal {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Map<String, String> environment;

  /** Without an environment. */
  public TestTerminal() {
    this(Map.of());
  }

  private TestTerminal(Map<String, String> environment) {
    this.environment = environment;
  }

  /** Whose environment says where the brokers are. */
  public static TestTerminal at(String bootstrapServers) {
    return new TestTerminal(Map.of("AFTERIMAGE_BOOTSTRAP_SERVERS", bootstrapServers));
  }

  /** A terminal for what is no command. */
  static Terminal unread() {
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    return Terminal.plain(nowhere, nowhere);
  }

  /** Runs a command and returns its exit code. */
  public int run(String... arguments) {
    return run(environment, arguments);
  }

  /** Runs a command in another environment and returns its exit code. */
  public int run(Map<String, String> environment, String... arguments) {
    Terminal terminal = Terminal.plain(new PrintWriter(out, true), new PrintWriter(err, true));
    return CommandLines.create(new CommandContext(environment, terminal)).execute(arguments);
  }

  /** What it printed. */
  public String out() {
    return out.toString();
  }

  /** What it said beside. */
  public String err() {
    return err.toString();
  }
}
