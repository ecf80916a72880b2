package io.afterimage.cli.command;

import io.afterimage.cli.options.KafkaOptions;
import io.afterimage.cli.terminal.Table;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.client.KafkaTarget;
import io.afterimage.config.Range;
import io.afterimage.models.LabelReview;
import io.afterimage.registry.ModelEventReader;
import io.afterimage.registry.VersionHistory;
import io.afterimage.registry.store.DirectoryLineageStore;
import io.afterimage.registry.store.KafkaLineageStore;
import io.afterimage.registry.store.LineageStore;
import io.afterimage.registry.store.ReviewedLabels;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.trainer.buffer.Example;
import io.afterimage.trainer.buffer.ImageSpool;
import io.afterimage.trainer.exchange.ExampleFilter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists labels that look wrong. */
@Command(
    name = "suspects",
    description = {
      "List the labels that looked wrong to the last run, the most suspicious first.",
      "A label is suspected when a model that has not learned the image holds another class for more",
      "probable than is usual among the images of that class. Look at the image, and correct its",
      "label with 'afterimage label', or leave it: nothing here changes a label. Images whose label",
      "was corrected since are not listed."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterimage training-set suspects",
      "  afterimage training-set suspects --label shirt --limit 0 --json",
      "  afterimage label cam-7/0042 fox"
    })
final class TrainingSetSuspectsCommand implements Runnable {

  private static final Duration READING = Duration.ofMinutes(10);

  private final CommandContext context;

  @Spec private CommandSpec spec;

  @Option(
      names = "--label",
      paramLabel = "LABEL",
      description = "Only images that have this label.")
  private Optional<String> label;

  @Option(
      names = "--limit",
      paramLabel = "COUNT",
      defaultValue = "20",
      description = "The most that are listed; 0: all.")
  private int limit;

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  @Mixin private KafkaOptions kafka;

  @Option(
      names = "--model-store",
      paramLabel = "DIR",
      description = "Where the versions are, if the trainer keeps them in a folder.")
  private Optional<Path> modelStore;

  TrainingSetSuspectsCommand(CommandContext context) {
    this.context = context;
  }

  /**
   * The list; its components are the JSON's fields.
   *
   * @param version that the run made; empty where it is not published
   * @param at when the run was done
   * @param examined how many labels it looked at
   * @param noise the share of them that is estimated to be wrong
   * @param found how many suspects have their label still, and the one that was asked for
   * @param suspects as many as were asked for
   */
  record Listing(
      Optional<String> version,
      Instant at,
      int examined,
      double noise,
      int found,
      List<LabelReview.Suspect> suspects) {}

  @Override
  public void run() {
    new OptionRanges(spec).within(Range.atLeast(0), "--limit", limit).refuse();
    Terminal terminal = context.terminal();
    KafkaTarget target = kafka.target(context.environment());
    target.requireBroker();
    Optional<ReviewedLabels> latest = ReviewedLabels.latest(lineages(target));
    if (latest.isEmpty()) {
      terminal.say(
          "no run has looked at labels yet: they do while the trainer's training.suspects is"
              + " 'report' or 'drop'");
      return;
    }
    Listing listing = listing(target, latest.get());
    if (json) {
      terminal.print(new String(EventJson.write(listing), StandardCharsets.UTF_8));
    } else {
      print(listing, terminal);
    }
  }

  private LineageStore lineages(KafkaTarget target) {
    return modelStore
        .<LineageStore>map(DirectoryLineageStore::new)
        .orElseGet(
            () ->
                new KafkaLineageStore(target.clients(), target.topics().modelArtifacts(), READING));
  }

  private Listing listing(KafkaTarget target, ReviewedLabels latest) {
    LabelReview review = latest.review();
    Map<String, String> labels = labels(target, review);
    List<LabelReview.Suspect> found =
        review.suspects().stream()
            .filter(suspect -> suspect.label().equals(labels.get(suspect.id())))
            .filter(suspect -> label.map(suspect.label()::equals).orElse(true))
            .toList();
    Optional<String> version =
        ModelEventReader.readAll(target.clients(), target.topics().modelEvents(), READING)
            .history()
            .stream()
            .filter(history -> history.announced().sha256().equals(latest.sha256()))
            .map(VersionHistory::version)
            .findFirst();
    return new Listing(
        version,
        review.at(),
        review.examined(),
        review.noise(),
        found.size(),
        limit == 0 ? found : found.subList(0, Math.min(limit, found.size())));
  }

  /** The labels that the suspects have now. */
  private static Map<String, String> labels(KafkaTarget target, LabelReview review) {
    Set<String> ids =
        review.suspects().stream().map(LabelReview.Suspect::id).collect(Collectors.toSet());
    return ids.isEmpty()
        ? Map.of()
        : TrainingSetChange.edit(target)
            .find(new ExampleFilter(ids, Optional.empty(), Optional.empty()), ImageSpool.NOWHERE)
            .stream()
            .collect(Collectors.toMap(Example::id, Example::label));
  }

  private static void print(Listing listing, Terminal terminal) {
    terminal.print(
        String.format(
            Locale.ROOT,
            "%d labels look wrong to %s, of %d at %s; %.1f %% of them are estimated to be wrong",
            listing.found(),
            listing.version().orElse("a candidate that is not published"),
            listing.examined(),
            listing.at(),
            100 * listing.noise()));
    if (listing.suspects().isEmpty()) {
      return;
    }
    Table table = new Table("image", "label", "likely", "score", "learned");
    listing
        .suspects()
        .forEach(
            suspect ->
                table.row(
                    suspect.id(),
                    suspect.label(),
                    suspect.likely(),
                    String.format(Locale.ROOT, "%.2f", suspect.score()),
                    suspect.leftOut() ? "no" : "yes"));
    table.lines().forEach(terminal::print);
    if (listing.suspects().size() < listing.found()) {
      terminal.say(
          "%d more: '--limit 0' lists all".formatted(listing.found() - listing.suspects().size()));
    }
  }
}
