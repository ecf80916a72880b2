package io.afterimage.cli.command;

import io.afterimage.cli.options.KafkaOptions;
import io.afterimage.cli.terminal.Style;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.client.KafkaTarget;
import io.afterimage.kafka.topics.ConfigDifference;
import io.afterimage.kafka.topics.TopicAdmin;
import io.afterimage.kafka.topics.TopicReport;
import io.afterimage.kafka.topics.TopicReport.ConfigChanged;
import io.afterimage.kafka.topics.TopicReport.ConfigDiffers;
import io.afterimage.kafka.topics.TopicReport.Created;
import io.afterimage.kafka.topics.TopicReport.Refused;
import io.afterimage.schemas.topics.TopicSettings;
import io.afterimage.schemas.topics.Topics;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes missing topics, checks the others. */
@Command(
    name = "create",
    description = {
      "Create the topics that are missing and check the others.",
      "Partitions of an existing topic are never changed: that would move keys between partitions."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterimage topics create --bootstrap kafka:9092 --partitions 12 --replication 3",
      "  afterimage topics create --topic-prefix shop. --dry-run",
      "",
      "Exit code 1 when a topic cannot be created or used."
    })
final class TopicsCreateCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin private KafkaOptions kafka;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "" + TopicSettings.DEFAULT_PARTITIONS,
      description =
          "Partitions of the topics keyed by image: the most stream threads that can share.")
  private int partitions;

  @Option(
      names = "--replication",
      paramLabel = "N",
      defaultValue = "" + TopicSettings.BROKER_DEFAULT_REPLICATION,
      description = "Copies of each new topic; -1 takes the broker's default.")
  private short replication;

  @Option(names = "--dry-run", description = "Show what would be done, change nothing.")
  private boolean dryRun;

  @Option(
      names = "--apply-config",
      description = "Bring the settings of existing topics (retention, sizes) to what is wanted.")
  private boolean applyConfig;

  TopicsCreateCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    KafkaTarget target = kafka.target(context.environment());
    TopicSettings settings =
        TopicSettings.defaults()
            .withNames(target.topics())
            .withPartitions(partitions)
            .withReplicationFactor(replication);
    List<TopicReport> reports;
    try (Admin admin = target.admin()) {
      reports =
          new TopicAdmin(admin, new TopicAdmin.Options(replication, dryRun, applyConfig))
              .create(Topics.definitions(settings));
    }
    Terminal terminal = context.terminal();
    int width = reports.stream().mapToInt(report -> report.topic().length()).max().orElse(0);
    for (TopicReport report : reports) {
      String name = report.topic() + " ".repeat(width - report.topic().length());
      terminal.print(name + "  " + describe(report.outcome(), terminal.style()));
    }
    boolean refused = reports.stream().anyMatch(report -> report.outcome() instanceof Refused);
    if (refused) {
      return ExitCode.SOFTWARE;
    }
    NextStep.say(
        context,
        kafka,
        dryRun
            ? "the same without --dry-run does it"
            : "'afterimage stream%s' and 'afterimage trainer%s' start the services, each in a terminal of its own");
    return ExitCode.OK;
  }

  private String describe(TopicReport.Outcome outcome, Style style) {
    if (outcome instanceof Created created) {
      String partitionsText =
          created.partitions() == 1 ? "1 partition" : created.partitions() + " partitions";
      return style.good(dryRun ? "would be created" : "created") + ", " + partitionsText;
    }
    if (outcome instanceof ConfigDiffers differs) {
      return style.strong("differs")
          + ", "
          + list(differs.differences())
          + "; --apply-config changes that";
    }
    if (outcome instanceof ConfigChanged changed) {
      return style.good(dryRun ? "would be changed" : "changed")
          + ", "
          + list(changed.differences());
    }
    if (outcome instanceof Refused refused) {
      return style.bad("refused") + ", " + refused.why();
    }
    return "unchanged";
  }

  private static String list(List<ConfigDifference> differences) {
    return differences.stream().map(ConfigDifference::toString).collect(Collectors.joining("; "));
  }
}
