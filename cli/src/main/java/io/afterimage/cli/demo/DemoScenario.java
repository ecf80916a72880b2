package io.afterimage.cli.demo;

import io.afterimage.cli.terminal.LiveLine;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.client.KafkaTarget;
import io.afterimage.schemas.events.ModelEvent.Announced;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What happens once broker and stream are there: a first version from few labels, traffic, labels
 * that come back; the refresh that the first of them begin (not where all come at once), the run
 * that many of them begin, the versions that these publish, and the count at the end. Used once, by
 * one thread.
 */
final class DemoScenario {

  /** A refresh is due after this share of the expected labels: several times the first ones. */
  private static final double REFRESH_AFTER = 0.15;

  /** A run is due after this share of them: no need to wait for the last ones. */
  private static final double RUN_AFTER = 0.8;

  private static final Duration FIRST_ANSWER = Duration.ofMinutes(3);
  private static final Duration SLACK = Duration.ofMinutes(2);
  private static final Duration LAST_ANSWER = Duration.ofMinutes(2);

  private final KafkaTarget target;
  private final DemoImages images;
  private final double rate;
  private final Terminal terminal;
  private final CompletableFuture<?> ending;
  private final Ledger ledger;
  private final RunLog refresh = new RunLog(true);
  private final RunLog run = new RunLog(false);

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

  /** The number of labels that starts a refresh. */
  int fewLabels() {
    return fewLabels(images);
  }

  /** The number of labels of these images that starts the refresh. */
  static int fewLabels(DemoImages images) {
    return Math.max(1, (int) (images.toLabel().size() * REFRESH_AFTER));
  }

  /** The number of labels that starts a run. */
  int manyLabels() {
    return manyLabels(images);
  }

  /** The number of labels of these images that starts a run. */
  static int manyLabels(DemoImages images) {
    return Math.max(1, (int) (images.toLabel().size() * RUN_AFTER));
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
    String id = "demo-" + Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
    terminal.say(
        "streaming at %.0f/s: %d images that people label, %d that nobody does, five broken files"
            .formatted(rate, images.toLabel().size(), images.toMeasure().size()));
    try (Labeller labeller = new Labeller(target, Clock.systemUTC());
        AnswerReader answers = AnswerReader.start(target, ledger, labeller, List.of(refresh, run));
        LiveLine line = new LiveLine(terminal)) {
      long started = System.nanoTime();
      try (Traffic traffic = Traffic.start(target, images, id, rate, ledger, labeller)) {
        DemoWatch watch =
            new DemoWatch(
                line,
                CompletableFuture.anyOf(
                    ending, answers.failed(), traffic.failed(), labeller.failed()),
                () ->
                    DemoStatus.line(
                        ledger.snapshot(), secondsSince(started), labeller.given(), underWay()));
        watch.until(() -> ledger.snapshot().predictions() > 0, FIRST_ANSWER, "a prediction");
        line.say(
            "people label what they see: %d labels will begin a refresh, %d a run by the whole schedule"
                .formatted(fewLabels(), manyLabels()));
        Duration labelling =
            Duration.ofSeconds((long) (images.toLabel().size() / rate * 2)).plus(SLACK);
        RunFollower follower = new RunFollower(refresh, run, ledger, watch, labelling);
        follower.followRefresh();
        follower.followRun().ifPresent(version -> awaitRound(version, watch));
        traffic.stop();
        watch.look(() -> ledger.snapshot().unanswered() == 0, LAST_ANSWER);
      }
      double seconds = secondsSince(started);
      line.clear();
      LedgerSnapshot end = ledger.snapshot();
      DemoReport report =
          DemoReport.of(end, seconds, labeller.given(), DemoRun.of(refresh), DemoRun.of(run));
      DemoSummary.print(end, report, terminal);
      return report;
    }
  }

  /** Until it has answered each image that nobody labels. */
  private void awaitRound(String version, DemoWatch watch) {
    int round = images.toMeasure().size();
    watch.until(
        () -> ledger.snapshot().measuredOf(version) >= round,
        Duration.ofSeconds((long) (round / rate * 2)).plus(SLACK),
        "a round of " + version);
  }

  /** What is under way. */
  private String underWay() {
    if (refresh.command().isPresent() && refresh.outcome().isEmpty()) {
      return "refresh";
    }
    if (run.command().isEmpty() || run.outcome().isPresent()) {
      return "";
    }
    return "training: "
        + run.progress()
            .map(
                epoch ->
                    epoch.epoch() == epoch.epochs()
                        ? "scoring"
                        : "%s, epoch %d/%d"
                            .formatted(epoch.phase(), epoch.epoch() + 1, epoch.epochs()))
            .orElse("reading images");
  }

  private static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) / (double) TimeUnit.SECONDS.toNanos(1);
  }
}
