package io.afterimage.cli.command;

import io.afterimage.cli.options.KafkaOptions;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.client.KafkaTarget;
import io.afterimage.kafka.topics.TopicAdmin;
import io.afterimage.kafka.topics.TopicFault;
import io.afterimage.kafka.topics.TopicInspection;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Sets right what would lose data. */
@Command(
    name = "repair",
    description = {
      "Fix settings of existing topics that would lose data.",
      "Checks cleanup, retention, sizes and timestamps where models, events, images or examples",
      "depend on them. Retentions that an installation may choose, and partitions, are left alone."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterimage topics repair --bootstrap kafka:9092 --dry-run",
      "  afterimage topics repair --topic-prefix shop.",
      "",
      "Exit code 1 when a problem remains that settings cannot fix, or that cannot be checked."
    })
final class TopicsRepairCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin private KafkaOptions kafka;

  @Option(names = "--dry-run", description = "Show what would be done, change nothing.")
  private boolean dryRun;

  TopicsRepairCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    KafkaTarget target = kafka.target(context.environment());
    Terminal terminal = context.terminal();
    try (Admin admin = target.admin()) {
      TopicInspection inspection =
          TopicInspection.of(
              admin, target.topics(), TopicAdmin.partitions(admin, target.topics().all()));
      List<TopicFault> mended = dryRun ? inspection.mendable() : inspection.repair(admin);
      mended.forEach(fault -> terminal.print(describe(fault)));
      List<TopicFault> left =
          inspection.faults().stream().filter(fault -> !mended.contains(fault)).toList();
      left.forEach(fault -> terminal.print(fault.toString()));
      if (!inspection.hidden().isEmpty()) {
        terminal.print("cannot be read without DescribeConfigs permission: " + inspection.hidden());
      }
      if (inspection.faults().isEmpty()) {
        terminal.print("nothing to fix");
      }
      return left.isEmpty() && inspection.hidden().isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }
  }

  private String describe(TopicFault fault) {
    return "topic %s: %s, %s"
        .formatted(fault.topic(), dryRun ? "would be changed" : "changed", fault.changes());
  }
}
