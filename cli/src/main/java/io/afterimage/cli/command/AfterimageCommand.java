package io.afterimage.cli.command;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command without a subcommand; carries the options that all have. */
@Command(
    name = "afterimage",
    versionProvider = BuildVersion.class,
    description = "An image classifier that lives in Kafka and keeps learning.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterimage demo",
      "      everything at once: broker, training, streaming, hot swap",
      "  afterimage standalone",
      "      a broker, the stream and the trainer in one process, for trying things out",
      "  afterimage produce photos/ && afterimage predictions --from-beginning",
      "      classify a folder",
      "  source <(afterimage generate-completion)",
      "      completion in bash and zsh",
      "",
      "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 no answer in time, 130 ended by Ctrl-C.",
      "A second Ctrl-C exits at once."
    })
final class AfterimageCommand implements Runnable {

  @Spec private CommandSpec spec;

  @SuppressWarnings("UnusedVariable") // picocli acts on the option itself
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  private boolean help;

  @SuppressWarnings("UnusedVariable") // picocli acts on the option itself
  @Option(
      names = "--version",
      versionHelp = true,
      description = "Show the versions of the program, of Java, of the system and of the engines.")
  private boolean version;

  private boolean verbose;

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "Log progress, and show stack traces of errors.")
  void verbose(boolean wanted) {
    verbose = wanted;
    if (wanted) {
      level("io.afterimage", Level.INFO);
      level("org.apache.kafka", Level.WARN);
      level("kafka", Level.WARN);
    }
  }

  @Option(
      names = "--log-format",
      scope = ScopeType.INHERIT,
      paramLabel = "FORMAT",
      defaultValue = "${env:AFTERIMAGE_LOG_FORMAT:-text}",
      description =
          "Format of log lines on standard error: text or json. Also AFTERIMAGE_LOG_FORMAT.")
  void logFormat(LogFormat format) {
    format.apply();
  }

  boolean isVerbose() {
    return verbose;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }

  private static void level(String logger, Level level) {
    ((Logger) LoggerFactory.getLogger(logger)).setLevel(level);
  }
}
