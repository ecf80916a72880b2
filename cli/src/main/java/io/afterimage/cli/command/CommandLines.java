package io.afterimage.cli.command;

import io.afterimage.cli.terminal.CommandName;
import io.afterimage.cli.terminal.StopSignal;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.client.CommandFailure;
import io.afterimage.config.InvalidConfigurationException;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** Puts the commands together and turns what they throw into messages and exit codes. */
public final class CommandLines {

  /** As shells report a process that Ctrl-C ended. */
  static final int INTERRUPTED = 130;

  private static final int HELP_WIDTH = 100;
  private static final int OPTIONS_WIDTH = 30;

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
            .addSubcommand(new TrainerCommand(context))
            .addSubcommand(console(context))
            .addSubcommand(new DoctorCommand(context))
            .addSubcommand(topics(context))
            .addSubcommand(new SizeCommand(context))
            .addSubcommand(new BackupCommand(context))
            .addSubcommand(new RestoreCommand(context))
            .addSubcommand(new ProduceCommand(context))
            .addSubcommand(new PredictionsCommand(context))
            .addSubcommand(deadLetters(context))
            .addSubcommand(new RequestsCommand(context))
            .addSubcommand(new LabelCommand(context))
            .addSubcommand(trainingSet(context))
            .addSubcommand(new ForgetCommand(context))
            .addSubcommand(ScheduleFlags.TRAIN.on(new TrainCommand(context)))
            .addSubcommand(new ClassifyCommand(context))
            .addSubcommand(new EvaluateCommand(context))
            .addSubcommand(new ReportCommand(context))
            .addSubcommand(new SummaryCommand(context))
            .addSubcommand(dataset(context))
            .addSubcommand(models(context))
            .addSubcommand(runs(context))
            .addSubcommand(control(context))
            .addSubcommand(new CompletionCommand(context));
    line.setOut(terminal.out());
    line.setErr(terminal.err());
    line.setUsageHelpWidth(HELP_WIDTH);
    line.setUsageHelpLongOptionsMaxWidth(OPTIONS_WIDTH);
    line.setColorScheme(Help.defaultColorScheme(terminal.colours() ? Help.Ansi.ON : Help.Ansi.OFF));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler(
        (thrown, arguments) -> wrongUsage(thrown, terminal.command()));
    line.setExecutionExceptionHandler(
        (thrown, command, parsed) -> failed(thrown, terminal, root.isVerbose()));
    line.setExecutionStrategy(parsed -> run(parsed, terminal, root));
    showDefaults(line);
    showAsCalled(line, terminal.command());
    return line;
  }

  private static CommandLine topics(CommandContext context) {
    return new CommandLine(new TopicsCommand())
        .addSubcommand(new TopicsCreateCommand(context))
        .addSubcommand(new TopicsExpandCommand(context))
        .addSubcommand(new TopicsRepairCommand(context));
  }

  private static CommandLine deadLetters(CommandContext context) {
    return new CommandLine(new DeadLettersCommand(context))
        .addSubcommand(new DeadLettersListCommand(context))
        .addSubcommand(new DeadLettersShowCommand(context))
        .addSubcommand(new DeadLettersSaveCommand(context))
        .addSubcommand(new DeadLettersSendAgainCommand(context));
  }

  private static CommandLine console(CommandContext context) {
    return new CommandLine(new ConsoleCommand(context))
        .addSubcommand(new ConsoleUsersCommand(context));
  }

  private static CommandLine dataset(CommandContext context) {
    return new CommandLine(new DatasetCommand()).addSubcommand(new DatasetFetchCommand(context));
  }

  private static CommandLine models(CommandContext context) {
    CommandLine line =
        new CommandLine(new ModelsCommand(context))
            .addSubcommand(new ModelsShowCommand(context))
            .addSubcommand(new ModelsDownloadCommand(context))
            .addSubcommand(new ModelsPublishCommand(context))
            .addSubcommand(new ModelsRetainCommand(context));
    return ordered(
        line, "show", "download", "publish", "pin", "unpin", "rollback", "restore", "retain");
  }

  private static CommandLine runs(CommandContext context) {
    return new CommandLine(new RunsCommand(context))
        .addSubcommand(new RunsShowCommand(context))
        .addSubcommand(new RunsCompareCommand(context));
  }

  private static CommandLine control(CommandContext context) {
    CommandLine line =
        new CommandLine(new ControlCommand(context))
            .addSubcommand(ScheduleFlags.RETRAIN.on(new ControlRetrainCommand(context)));
    return ordered(line, "retrain", "cancel", "promote", "rollback", "pin", "unpin", "status");
  }

  /** Those that are methods come in no certain order. */
  private static CommandLine ordered(CommandLine parent, String... names) {
    for (String name : names) {
      parent.getCommandSpec().addSubcommand(name, parent.getCommandSpec().removeSubcommand(name));
    }
    return parent;
  }

  private static CommandLine trainingSet(CommandContext context) {
    return new CommandLine(new TrainingSetCommand())
        .addSubcommand(new TrainingSetLoadCommand(context))
        .addSubcommand(new TrainingSetExportCommand(context))
        .addSubcommand(new TrainingSetSuspectsCommand(context))
        .addSubcommand(new TrainingSetDisputesCommand(context))
        .addSubcommand(new TrainingSetRemoveCommand(context))
        .addSubcommand(new TrainingSetRenameCommand(context));
  }

  private static void showDefaults(CommandLine line) {
    line.getCommandSpec().usageMessage().showDefaultValues(true);
    line.getSubcommands().values().forEach(CommandLines::showDefaults);
  }

  /** In the help of all commands: the renderers of the topmost are those of all others. */
  private static void showAsCalled(CommandLine line, CommandName command) {
    line.setCommandName(command.called());
    Map<String, IHelpSectionRenderer> sections = new HashMap<>(line.getHelpSectionMap());
    sections.replaceAll((key, section) -> help -> command.in(section.render(help)));
    line.setHelpSectionMap(sections);
  }

  private static int wrongUsage(ParameterException thrown, CommandName name) {
    CommandLine command = thrown.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("afterimage: " + name.in(thrown.getMessage()));
    List<String> deeper = SuggestedCommands.of(thrown);
    if (deeper.isEmpty()) {
      UnmatchedArgumentException.printSuggestions(thrown, err);
    } else {
      err.println("Did you mean: " + String.join(" or ", deeper) + "?");
    }
    err.println("See '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return ExitCode.USAGE;
  }

  /** Reports a native library that cannot be loaded as an ordinary failure. */
  private static int run(ParseResult parsed, Terminal terminal, AfterimageCommand root) {
    try {
      refuseUnmatched(parsed);
      refuseUnused(parsed);
      return execute(parsed);
    } catch (LinkageError e) {
      return failed(new CommandFailure(Messages.of(e), e), terminal, root.isVerbose());
    }
  }

  /** Picocli wraps what a command that is a method throws, errors included. */
  private static int execute(ParseResult parsed) {
    try {
      return new RunLast().execute(parsed);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e;
    }
  }

  /** With --help, picocli passes over what it does not know. */
  private static void refuseUnmatched(ParseResult parsed) {
    for (ParseResult level = parsed; level != null; level = level.subcommand()) {
      if (!level.unmatched().isEmpty()) {
        throw new UnmatchedArgumentException(level.commandSpec().commandLine(), level.unmatched());
      }
    }
  }

  /** An option before the command that it was meant for acts on nothing: not even a filter. */
  private static void refuseUnused(ParseResult parsed) {
    for (ParseResult level = parsed; level.hasSubcommand(); level = level.subcommand()) {
      CommandSpec below = level.subcommand().commandSpec();
      for (OptionSpec option : level.matchedOptions()) {
        if (option.scopeType() != ScopeType.INHERIT) {
          throw new ParameterException(
              below.commandLine(),
              "%s has to come behind '%s'".formatted(option.longestName(), below.qualifiedName()));
        }
      }
    }
  }

  private static int failed(Exception thrown, Terminal terminal, boolean verbose) {
    boolean ending = StopSignal.isProcessEnding();
    if (ending && !isNewsAtTheEnd(thrown)) {
      return INTERRUPTED;
    }
    terminal.say("afterimage: " + Messages.of(thrown));
    if (verbose) {
      thrown.printStackTrace(terminal.err());
    } else if (!Messages.isMeantForPeople(thrown)) {
      terminal.say("--verbose shows where this comes from.");
    }
    if (ending || thrown instanceof CancellationException) {
      return INTERRUPTED;
    }
    return thrown instanceof InvalidConfigurationException ? ExitCode.USAGE : ExitCode.SOFTWARE;
  }

  /** Interrupted work fails in many ways; only errors meant for people are reported. */
  private static boolean isNewsAtTheEnd(Exception thrown) {
    return Messages.isMeantForPeople(thrown) && !(thrown instanceof CancellationException);
  }
}
