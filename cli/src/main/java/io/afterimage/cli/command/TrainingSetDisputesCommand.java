package io.afterimage.cli.command;

import io.afterimage.cli.options.KafkaOptions;
import io.afterimage.cli.terminal.Table;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.client.KafkaTarget;
import io.afterimage.config.Range;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.trainer.buffer.Consensus;
import io.afterimage.trainer.buffer.Example;
import io.afterimage.trainer.buffer.ImageSpool;
import io.afterimage.trainer.consensus.LabelRule;
import io.afterimage.trainer.consensus.Opinion;
import io.afterimage.trainer.consensus.SourceReliability;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists images whose sources disagree. */
@Command(
    name = "disputes",
    description = {
      "List the images whose labels disagree, and how reliable each source of labels is.",
      "While the trainer's training.consensus is 'sources', such an image is neither learned nor",
      "evidence until its sources are settled: one of them changes its mind, or one more speaks. Look",
      "at the image, and label it with 'afterimage label'."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterimage training-set disputes",
      "  afterimage training-set disputes --limit 0 --json",
      "  afterimage label cam-7/0042 fox --source carla"
    })
final class TrainingSetDisputesCommand implements Runnable {

  private final CommandContext context;

  @Spec private CommandSpec spec;

  @Option(
      names = "--limit",
      paramLabel = "COUNT",
      defaultValue = "20",
      description = "The most images that are listed; 0: all.")
  private int limit;

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  @Mixin private KafkaOptions kafka;

  TrainingSetDisputesCommand(CommandContext context) {
    this.context = context;
  }

  /**
   * The list; its components are the JSON's fields.
   *
   * @param compared how many images several sources have labelled
   * @param found how many of them are disputed
   * @param disputes as many as were asked for, the least settled first
   * @param sources those that have labelled one of these images
   */
  record Listing(int compared, int found, List<Dispute> disputes, List<Source> sources) {}

  /**
   * An image whose sources disagree.
   *
   * @param likely the most probable label, with its probability
   * @param opinions what each source says
   */
  record Dispute(String id, String likely, double probability, List<Opinion> opinions) {}

  /**
   * A source of labels.
   *
   * @param opinions of how many of these images it has spoken
   * @param reliability how often it is estimated to be right, 0 to 1
   */
  record Source(String source, long opinions, double reliability) {}

  @Override
  public void run() {
    new OptionRanges(spec).within(Range.atLeast(0), "--limit", limit).refuse();
    KafkaTarget target = kafka.target(context.environment());
    target.requireBroker();
    Listing listing = listing(TrainingSetChange.edit(target).all(ImageSpool.NOWHERE));
    if (json) {
      context.terminal().print(new String(EventJson.write(listing), StandardCharsets.UTF_8));
    } else {
      print(listing, context.terminal());
    }
  }

  private Listing listing(List<Example> examples) {
    List<Dispute> disputes =
        Consensus.of(examples, LabelRule.SOURCES).disputed().stream()
            .map(
                found ->
                    new Dispute(
                        found.example().id(),
                        found.likely(),
                        found.probability(),
                        found.example().opinions()))
            .toList();
    SourceReliability reliability = Consensus.sources(examples);
    Map<String, Long> spoken =
        examples.stream()
            .flatMap(example -> example.opinions().stream())
            .collect(
                Collectors.groupingBy(Opinion::sourceName, TreeMap::new, Collectors.counting()));
    return new Listing(
        (int) examples.stream().filter(example -> !example.opinions().isEmpty()).count(),
        disputes.size(),
        limit == 0 ? disputes : disputes.subList(0, Math.min(limit, disputes.size())),
        spoken.entrySet().stream()
            .map(one -> new Source(one.getKey(), one.getValue(), reliability.of(one.getKey())))
            .toList());
  }

  private static void print(Listing listing, Terminal terminal) {
    terminal.print(
        "disputed: %d of %d images that several sources have labelled"
            .formatted(listing.found(), listing.compared()));
    if (!listing.disputes().isEmpty()) {
      Table table = new Table("image", "labels", "likely", "probability");
      listing
          .disputes()
          .forEach(
              dispute ->
                  table.row(
                      dispute.id(),
                      dispute.opinions().stream()
                          .map(one -> one.sourceName() + ": " + one.label())
                          .collect(Collectors.joining(", ")),
                      dispute.likely(),
                      share(dispute.probability())));
      table.lines().forEach(terminal::print);
    }
    if (!listing.sources().isEmpty()) {
      Table table = new Table("source", "opinions", "reliability");
      listing
          .sources()
          .forEach(
              source -> table.row(source.source(), source.opinions(), share(source.reliability())));
      terminal.print("");
      table.lines().forEach(terminal::print);
    }
    if (listing.disputes().size() < listing.found()) {
      terminal.say(
          "%d more: '--limit 0' lists all".formatted(listing.found() - listing.disputes().size()));
    }
  }

  private static String share(double share) {
    return String.format(Locale.ROOT, "%.2f", share);
  }
}
