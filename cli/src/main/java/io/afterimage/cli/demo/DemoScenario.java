package io.afterimage.cli.demo;

import io.afterimage.cli.control.EpochBar;
import io.afterimage.cli.terminal.LiveLine;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.client.KafkaTarget;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.Reply;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What happens once broker and stream are there: a first version from few labels, traffic, labels
 * that come back, the run that they begin, the version that it publishes, and the count at the end.
 * Used once, by one thread.
 */
final class DemoScenario {

  /** A run is due after this share of the expected labels: no need to wait for the last ones. */
  private static final double DUE_AFTER = 0.8;

  private static final Duration FIRST_ANSWER = Duration.ofMinutes(1);
  private static final Duration SLACK = Duration.ofMinutes(2);
  private static final Duration RUN = Duration.ofMinutes(20);
  private static final Duration SWAP = Duration.ofMinutes(1);
  private static final Duration LAST_ANSWER = Duration.ofSeconds(30);

  private final KafkaTarget target;
  private final DemoImages images;
  private final double rate;
  private final Terminal terminal;
  private final CompletableFuture<?> ending;
  private final Ledger ledger;
  private final RunLog runs = new RunLog();

  /**
   * With what it runs on.
   *
   * @param ending ends everything when it completes, in whatever way
   */
  DemoScenario(
      KafkaTarget target,
      DemoImages images,
      double rate,
      Terminal terminal,
      CompletableFuture<?> ending) {
    this.target = target;
    this.images = images;
    this.ledger = new Ledger(images.verified());
    this.rate = rate;
    this.terminal = terminal;
    this.ending = ending;
  }

  /** The number of labels that starts a run. */
  int labelsDue() {
    return Math.max(1, (int) (images.toLabel().size() * DUE_AFTER));
  }

  /** Trains and publishes the first version. */
  void publishFirst() {
    int classes = images.labels().size();
    terminal.say(
        "training a first version on %d labels, up to %d for each of %d classes"
            .formatted(images.few().size() / 2, Demo.FEW_PER_CLASS, classes));
    long started = System.nanoTime();
    Announced first = DemoTraining.publishFirst(target, images.first(), ending::isDone);
    terminal.say(
        "published %s after %.1f s: stored, read back, verified, announced"
            .formatted(first.modelVersion(), secondsSince(started)));
  }

  /** Sends images and labels, waits for the results, and counts them. */
  DemoReport stream() {
    String run = "demo-" + Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
    terminal.say(
        "streaming at %.0f/s: %d images that people label, %d that nobody does, five broken files"
            .formatted(rate, images.toLabel().size(), images.toMeasure().size()));
    try (Labeller labeller = new Labeller(target, Clock.systemUTC());
        AnswerReader answers = AnswerReader.start(target, ledger, labeller, runs);
        LiveLine line = new LiveLine(terminal)) {
      long started = System.nanoTime();
      try (Traffic traffic = Traffic.start(target, images, run, rate, ledger, labeller)) {
        DemoWatch watch =
            new DemoWatch(
                line,
                CompletableFuture.anyOf(
                    ending, answers.failed(), traffic.failed(), labeller.failed()),
                () ->
                    DemoStatus.line(
                        ledger.snapshot(), secondsSince(started), labeller.given(), epochs()));
        watch.until(() -> ledger.snapshot().predictions() > 0, FIRST_ANSWER, "a prediction");
        followRun(watch, line);
        runs.published().ifPresent(published -> awaitSwap(published.modelVersion(), watch, line));
        traffic.stop();
        watch.look(() -> ledger.snapshot().unanswered() == 0, LAST_ANSWER);
      }
      double seconds = secondsSince(started);
      line.clear();
      LedgerSnapshot end = ledger.snapshot();
      DemoReport report = DemoReport.of(end, seconds, labeller.given(), DemoRun.of(runs));
      DemoSummary.print(end, report, terminal);
      return report;
    }
  }

  private void followRun(DemoWatch watch, LiveLine line) {
    Duration labelling = Duration.ofSeconds((long) (images.toLabel().size() / rate * 2));
    line.say("people label what they see; %d labels will begin a run".formatted(labelsDue()));
    watch.until(() -> runs.command().isPresent(), labelling.plus(SLACK), "the trigger of a run");
    line.say(
        "triggered by %s: the trainer begins a run while images keep flowing"
            .formatted(runs.command().flatMap(command -> command.reason()).orElse("a command")));
    Optional<Reply.Progress> shown = Optional.empty();
    while (runs.outcome().isEmpty()) {
      Optional<Reply.Progress> before = shown;
      watch.until(
          () -> runs.outcome().isPresent() || !runs.progress().equals(before),
          RUN,
          "the end of an epoch");
      shown = runs.progress();
      if (!shown.equals(before)) {
        shown.map(EpochBar::after).ifPresent(line::say);
      }
    }
    line.say("the gate: " + runs.text().orElse(""));
  }

  private void awaitSwap(String version, DemoWatch watch, LiveLine line) {
    long announced = System.nanoTime();
    watch.until(() -> ledger.snapshot().measuredOf(version) > 0, SWAP, "an answer of " + version);
    line.say(
        "%s answers, %.1f s after its announcement was heard; images kept flowing"
            .formatted(version, secondsSince(announced)));
    int round = images.toMeasure().size();
    watch.until(
        () -> ledger.snapshot().measuredOf(version) >= round,
        Duration.ofSeconds((long) (round / rate * 2)).plus(SLACK),
        "a round of " + version);
  }

  /** The current epoch while a run is in progress. */
  private String epochs() {
    if (runs.command().isEmpty() || runs.outcome().isPresent()) {
      return "";
    }
    return runs.progress()
        .map(
            epoch ->
                epoch.epoch() == epoch.epochs()
                    ? "scoring"
                    : "%s, epoch %d/%d".formatted(epoch.phase(), epoch.epoch() + 1, epoch.epochs()))
        .orElse("reading images");
  }

  private static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) / (double) TimeUnit.SECONDS.toNanos(1);
  }
}
