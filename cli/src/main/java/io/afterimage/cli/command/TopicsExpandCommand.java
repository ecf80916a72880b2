package io.afterimage.cli.command;

import io.afterimage.cli.options.KafkaOptions;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.client.KafkaTarget;
import io.afterimage.kafka.groups.GroupOwner;
import io.afterimage.kafka.topics.StartException;
import io.afterimage.kafka.topics.TopicExpansion;
import io.afterimage.kafka.topics.TopicExpansion.Plan;
import io.afterimage.schemas.topics.TopicNames;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Gives the topics keyed by image id more partitions. */
@Command(
    name = "expand",
    description = {
      "Give images, predictions, labels, feedback and dead-letters more partitions.",
      "",
      "It costs: keys move to other partitions, so that images of one key are no longer in order",
      "across the change; what the stream remembers for the join is removed, so that a label joins",
      "only predictions made afterwards, and labels that wait are given up without a dead letter.",
      "End every instance of the stream first, and delete its state folder (state.dir) afterwards.",
      "Partitions can never be taken away again."
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  afterimage topics expand --bootstrap kafka:9092 --partitions 12 --dry-run",
      "",
      "Exit code 1 when an instance runs or a topic has more partitions."
    })
final class TopicsExpandCommand implements Callable<Integer> {

  private static final String STREAM = "afterimage-stream";
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final CommandContext context;

  @Mixin private KafkaOptions kafka;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      required = true,
      description = "How many partitions each of them should have.")
  private int partitions;

  @Option(
      names = "--application-id",
      paramLabel = "ID",
      description = "The stream's. Otherwise afterimage-stream, behind the topic prefix.")
  private Optional<String> applicationId;

  @Option(names = "--dry-run", description = "Show what would be done, change nothing.")
  private boolean dryRun;

  TopicsExpandCommand(CommandContext context) {
    this.context = context;
  }

  /** As a stream without an option of that name finds it. */
  private static String applicationId(KafkaTarget target) {
    String prefix = target.topics().prefix();
    try (GroupOwner groups = new GroupOwner(target.clients(), LIMIT)) {
      return groups.choose(
          "--application-id",
          prefix + STREAM,
          Optional.of(STREAM).filter(former -> !prefix.isEmpty()),
          "",
          target.topics().images(),
          TopicNames.plain().images());
    }
  }

  @Override
  public Integer call() {
    KafkaTarget target = kafka.target(context.environment());
    Terminal terminal = context.terminal();
    try (Admin admin = target.admin()) {
      TopicExpansion expansion =
          new TopicExpansion(
              admin, target.topics(), applicationId.orElseGet(() -> applicationId(target)));
      Plan plan = expansion.plan(partitions);
      if (!dryRun) {
        expansion.apply(plan, partitions);
      }
      print(plan, terminal);
    } catch (StartException e) {
      terminal.print("refused, " + e.getMessage());
      return ExitCode.SOFTWARE;
    }
    return ExitCode.OK;
  }

  private void print(Plan plan, Terminal terminal) {
    String would = dryRun ? "would get" : "has now";
    new TreeMap<>(plan.grow())
        .forEach(
            (topic, had) ->
                terminal.print(
                    "%s  %s %d partitions, had %d".formatted(topic, would, partitions, had)));
    new TreeMap<>(plan.remove())
        .forEach(
            (topic, had) ->
                terminal.print(
                    "%s  %s, had %d partitions; the stream recreates it"
                        .formatted(topic, dryRun ? "would be removed" : "removed", had)));
    plan.missing()
        .forEach(
            topic ->
                terminal.tell(
                    "%s  does not exist; run 'afterimage topics create --partitions %d'"
                        .formatted(topic, partitions)));
    if (plan.isDone()) {
      terminal.print("every topic has %d partitions".formatted(partitions));
    } else {
      terminal.print(
          "labels join only predictions made from now on; delete the state folder of each instance"
              + " before it starts");
    }
  }
}
