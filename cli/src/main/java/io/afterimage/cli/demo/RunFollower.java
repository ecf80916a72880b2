package io.afterimage.cli.demo;

import io.afterimage.cli.control.EpochBar;
import io.afterimage.client.CommandFailure;
import io.afterimage.schemas.events.Reply;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Follows the refresh and the run that labels begin, and says what they do. For one thread. */
final class RunFollower {

  private static final Duration RUN = Duration.ofMinutes(20);
  private static final Duration SWAP = Duration.ofMinutes(3);

  private final RunLog refresh;
  private final RunLog run;
  private final Ledger ledger;
  private final DemoWatch watch;
  private final Duration labelling;

  /**
   * Of these two.
   *
   * @param ledger tells when a version answers
   * @param labelling how long it may take until the labels for a run are there
   */
  RunFollower(RunLog refresh, RunLog run, Ledger ledger, DemoWatch watch, Duration labelling) {
    this.refresh = refresh;
    this.run = run;
    this.ledger = ledger;
    this.watch = watch;
    this.labelling = labelling;
  }

  /**
   * Until the version of the refresh answers. Where the labels of a small folder come so fast that
   * a run is due at the same time, the trainer begins that alone: then there is no refresh.
   *
   * @throws CommandFailure when something that is waited for does not come
   */
  void followRefresh() {
    watch.until(
        () -> refresh.command().isPresent() || run.command().isPresent(),
        labelling,
        "the trigger of a refresh");
    if (refresh.command().isEmpty()) {
      say("no refresh: there were labels enough for a run before one could begin");
      return;
    }
    say(
        "refresh, triggered by %s: the head alone is fitted again, to all labels so far"
            .formatted(trigger(refresh)));
    watch.until(() -> refresh.outcome().isPresent(), RUN, "the end of the refresh");
    say("the gate: " + refresh.text().orElse(""));
    refresh.published().ifPresent(published -> awaitSwap(published.modelVersion()));
  }

  /**
   * Until the version of the run answers.
   *
   * @return that version; empty when the run published none
   * @throws CommandFailure when something that is waited for does not come
   */
  Optional<String> followRun() {
    watch.until(() -> run.command().isPresent(), labelling, "the trigger of a run");
    say(
        "run, triggered by %s: the head, then the upper layers, while images keep flowing"
            .formatted(trigger(run)));
    Optional<Reply.Progress> shown = Optional.empty();
    while (run.outcome().isEmpty()) {
      Optional<Reply.Progress> before = shown;
      watch.until(
          () -> run.outcome().isPresent() || !run.progress().equals(before),
          RUN,
          "the end of an epoch");
      shown = run.progress();
      if (!shown.equals(before)) {
        shown.map(EpochBar::after).ifPresent(this::say);
      }
    }
    say("the gate: " + run.text().orElse(""));
    Optional<String> version = run.published().map(Reply.Published::modelVersion);
    version.ifPresent(this::awaitSwap);
    return version;
  }

  private void awaitSwap(String version) {
    long announced = System.nanoTime();
    watch.until(() -> ledger.snapshot().measuredOf(version) > 0, SWAP, "an answer of " + version);
    say(
        "%s answers, %.1f s after its announcement was heard; images kept flowing"
            .formatted(
                version, (System.nanoTime() - announced) / (double) TimeUnit.SECONDS.toNanos(1)));
  }

  private void say(String text) {
    watch.line().say(text);
  }

  private static String trigger(RunLog log) {
    return log.command().flatMap(command -> command.reason()).orElse("a command");
  }
}
