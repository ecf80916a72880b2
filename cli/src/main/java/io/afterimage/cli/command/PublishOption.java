package io.afterimage.cli.command;

import io.afterimage.cli.options.KafkaOptions;
import io.afterimage.client.KafkaTarget;
import java.util.Map;
import java.util.Optional;
import java.util.Stack;
import java.util.regex.Pattern;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whether a model is published, and where to. Filled by picocli. */
final class PublishOption {

  private static final String NAME = "--publish";

  /** What follows without a value: the servers are those of {@code --bootstrap}. */
  private static final String USUAL_SERVERS = "";

  private static final String SERVER = "(\\[[^\\]/,]+\\]|[^:/\\\\,\\s]+):\\d{1,5}";
  private static final Pattern SERVERS = Pattern.compile(SERVER + "(," + SERVER + ")*");

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = NAME,
      arity = "0..1",
      paramLabel = "HOST:PORT",
      preprocessor = OnlyServers.class,
      description =
          "Publish the model as the next version: stored, read back, verified, announced. To the"
              + " Kafka of --bootstrap, unless HOST:PORT (more than one with commas) follows.")
  private Optional<String> servers;

  /** Whether it was given. */
  boolean isGiven() {
    return servers.isPresent();
  }

  /**
   * Where to publish, if at all.
   *
   * @throws ParameterException when it names no servers, or {@code --bootstrap} names some too
   */
  Optional<KafkaTarget> target(KafkaOptions kafka, Map<String, String> environment) {
    return chosen(kafka).map(chosen -> chosen.target(environment));
  }

  /** How to reach where it is published; as {@link #target}. */
  Optional<KafkaOptions> chosen(KafkaOptions kafka) {
    return servers.map(given -> chosen(kafka, given));
  }

  private KafkaOptions chosen(KafkaOptions kafka, String given) {
    if (given.equals(USUAL_SERVERS)) {
      return kafka;
    }
    if (!SERVERS.matcher(given).matches()) {
      throw new ParameterException(
          spec.commandLine(), "%s is %s, allowed is HOST:PORT".formatted(NAME, given));
    }
    if (kafka.namesServers()) {
      throw new ParameterException(
          spec.commandLine(),
          "%s %s and --bootstrap both say where to: leave out one".formatted(NAME, given));
    }
    return kafka.at(given);
  }

  /** Takes the next argument only where it names servers: it may as well be the folder. */
  static final class OnlyServers implements IParameterPreprocessor {

    /** What picocli says is between an option and an argument of its own. */
    private static final String SPACE = " ";

    @Override
    public boolean preprocess(
        Stack<String> arguments, CommandSpec command, ArgSpec option, Map<String, Object> info) {
      boolean isAttached = !SPACE.equals(info.get("separator"));
      boolean isForOption =
          !arguments.isEmpty() && (isAttached || SERVERS.matcher(arguments.peek()).matches());
      if (!isForOption) {
        arguments.push(USUAL_SERVERS);
      }
      return false;
    }
  }
}
