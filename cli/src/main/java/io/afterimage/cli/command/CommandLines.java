package io.afterimage.cli.command;

import io.afterimage.cli.terminal.Terminal;
import io.afterimage.config.InvalidConfigurationException;
import java.io.PrintWriter;
import java.util.concurrent.CancellationException;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Puts the commands together and turns what they throw into messages and exit codes. */
public final class CommandLines {

  /** As shells report a process that Ctrl-C ended. */
  static final int INTERRUPTED = 130;

  private static final int HELP_WIDTH = 100;

  private CommandLines() {}

  /** The whole command line. */
  public static CommandLine create(CommandContext context) {
    AfterimageCommand root = new AfterimageCommand();
    Terminal terminal = context.terminal();
    CommandLine line =
        new CommandLine(root)
            .addSubcommand(new DemoCommand(context))
            .addSubcommand(new StandaloneCommand(context))
            .addSubcommand(new StreamCommand(context))
            .addSubcommand(topics(context))
            .addSubcommand(new ProduceCommand(context))
            .addSubcommand(new PredictionsCommand(context))
            .addSubcommand(new TrainCommand(context))
            .addSubcommand(new ClassifyCommand(context))
            .addSubcommand(models(context))
            .addSubcommand(new CompletionCommand(context));
    line.setOut(terminal.out());
    line.setErr(terminal.err());
    line.setUsageHelpWidth(HELP_WIDTH);
    line.setColorScheme(Help.defaultColorScheme(terminal.colours() ? Help.Ansi.ON : Help.Ansi.OFF));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler(CommandLines::wrongUsage);
    line.setExecutionExceptionHandler(
        (thrown, command, parsed) -> failed(thrown, command, root.isVerbose()));
    showDefaults(line);
    return line;
  }

  private static CommandLine topics(CommandContext context) {
    return new CommandLine(new TopicsCommand()).addSubcommand(new TopicsCreateCommand(context));
  }

  private static CommandLine models(CommandContext context) {
    return new CommandLine(new ModelsCommand(context))
        .addSubcommand(new ModelsPinCommand(context))
        .addSubcommand(new ModelsUnpinCommand(context))
        .addSubcommand(new ModelsRollbackCommand(context));
  }

  private static void showDefaults(CommandLine line) {
    line.getCommandSpec().usageMessage().showDefaultValues(true);
    line.getSubcommands().values().forEach(CommandLines::showDefaults);
  }

  private static int wrongUsage(ParameterException thrown, String[] arguments) {
    CommandLine command = thrown.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("afterimage: " + thrown.getMessage());
    UnmatchedArgumentException.printSuggestions(thrown, err);
    err.println("See '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return ExitCode.USAGE;
  }

  private static int failed(Exception thrown, CommandLine command, boolean verbose) {
    PrintWriter err = command.getErr();
    err.println("afterimage: " + Messages.of(thrown));
    if (verbose) {
      thrown.printStackTrace(err);
    } else if (!Messages.isMeantForPeople(thrown)) {
      err.println("--verbose shows where this comes from.");
    }
    if (thrown instanceof CancellationException) {
      return INTERRUPTED;
    }
    return thrown instanceof InvalidConfigurationException ? ExitCode.USAGE : ExitCode.SOFTWARE;
  }
}
