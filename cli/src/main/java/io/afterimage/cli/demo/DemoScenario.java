package io.afterimage.cli.demo;

import io.afterimage.cli.options.CommandFailure;
import io.afterimage.cli.options.KafkaTarget;
import io.afterimage.cli.terminal.LiveLine;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.events.ModelEvent.Announced;
import io.afterimage.trainer.dataset.Dataset;
import io.afterimage.trainer.dataset.LabelledPicture;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * What happens once broker and stream are there: a first model from few pictures, traffic, a second
 * model from many swapped in meanwhile, and the count at the end. Used once, by one thread.
 */
final class DemoScenario {

  private static final int FIRST_PER_CLASS = 5;
  private static final int FIRST_EPOCHS = 30;
  private static final int SECOND_PER_CLASS = 160;
  private static final int SECOND_EPOCHS = 5;
  private static final int VALIDATION_PER_CLASS = 20;

  private static final long LOOK_MILLIS = 200;
  private static final Duration FIRST_ANSWER = Duration.ofSeconds(60);
  private static final Duration TRAINING = Duration.ofMinutes(10);
  private static final Duration SWAP = Duration.ofSeconds(60);
  private static final Duration LAST_ANSWER = Duration.ofSeconds(30);

  private final KafkaTarget target;
  private final DemoPictures pictures;
  private final double rate;
  private final Terminal terminal;
  private final CompletableFuture<?> ending;
  private final DemoTraining training;
  private final Ledger ledger = new Ledger();
  private volatile String trainingNow = "";
  private volatile boolean abandoned;

  /**
   * With what it runs on.
   *
   * @param ending ends everything when it completes, in whatever way
   */
  DemoScenario(
      KafkaTarget target,
      DemoPictures pictures,
      double rate,
      Terminal terminal,
      CompletableFuture<?> ending) {
    this.target = target;
    this.pictures = pictures;
    this.rate = rate;
    this.terminal = terminal;
    this.ending = ending;
    this.training = new DemoTraining(target, () -> abandoned || ending.isDone());
  }

  /** Trains and publishes the first model. */
  void publishFirst() {
    Dataset few = pictures.training(FIRST_PER_CLASS, VALIDATION_PER_CLASS);
    terminal.say(
        "training a first model on %d pictures of each of %d classes"
            .formatted(FIRST_PER_CLASS, few.labels().size()));
    long started = System.nanoTime();
    Announced first = training.publish(few, FIRST_EPOCHS, progress -> {});
    terminal.say(
        "published %s after %.1f s: stored, read back, verified, announced"
            .formatted(first.modelVersion(), secondsSince(started)));
  }

  /** Lets pictures flow, swaps the second model in, and counts. */
  DemoReport stream() {
    List<LabelledPicture> toStream = pictures.toStream();
    String run = "demo-" + Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
    terminal.say(
        "streaming %d test pictures, again and again, at %.0f/s, with five broken files among them"
            .formatted(toStream.size(), rate));
    try (AnswerReader answers = AnswerReader.start(target, ledger);
        LiveLine line = new LiveLine(terminal)) {
      long started = System.nanoTime();
      try (Traffic traffic = Traffic.start(target, toStream, run, rate, ledger)) {
        CompletableFuture<?> trouble =
            CompletableFuture.anyOf(ending, answers.failed(), traffic.failed());
        Watch watch = new Watch(line, trouble, started);
        watch.until(now -> now.predictions() > 0, FIRST_ANSWER, "the first prediction");
        Announced second = trainSecond(watch, line);
        long announced = System.nanoTime();
        String version = second.modelVersion();
        watch.until(now -> now.predictionsOf(version) > 0, SWAP, "an answer of " + version);
        line.say(
            "%s answers, %.1f s after it was announced; pictures kept flowing"
                .formatted(version, secondsSince(announced)));
        Duration oneRound = Duration.ofSeconds((long) (toStream.size() / rate * 2) + 60);
        watch.until(
            now -> now.predictionsOf(version) >= toStream.size(),
            oneRound,
            "a round of " + version);
        traffic.stop();
        watch.look(now -> now.unanswered() == 0, LAST_ANSWER);
      }
      double seconds = secondsSince(started);
      line.clear();
      LedgerSnapshot end = ledger.snapshot();
      DemoReport report = DemoReport.of(end, seconds);
      DemoSummary.print(end, report, terminal);
      return report;
    }
  }

  private Announced trainSecond(Watch watch, LiveLine line) {
    Dataset many = pictures.training(SECOND_PER_CLASS, VALIDATION_PER_CLASS);
    line.say("training a second model on up to %d a class meanwhile".formatted(SECOND_PER_CLASS));
    long started = System.nanoTime();
    CompletableFuture<Announced> published =
        training.publishMeanwhile(many, SECOND_EPOCHS, progress -> trainingNow = progress);
    try {
      watch.until(now -> published.isDone(), TRAINING, "the second model");
    } finally {
      trainingNow = "";
      if (!published.isDone()) {
        abandoned = true;
        published.exceptionally(fault -> null).join();
      }
    }
    Announced second = published.join();
    line.say(
        "announced %s after %.1f s of training beside the stream"
            .formatted(second.modelVersion(), secondsSince(started)));
    return second;
  }

  private static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) / (double) TimeUnit.SECONDS.toNanos(1);
  }

  /** Keeps the line up to date while something is waited for. */
  private final class Watch {

    private final LiveLine line;
    private final CompletableFuture<?> trouble;
    private final long started;

    Watch(LiveLine line, CompletableFuture<?> trouble, long started) {
      this.line = line;
      this.trouble = trouble;
      this.started = started;
    }

    void until(Predicate<LedgerSnapshot> reached, Duration limit, String what) {
      if (!look(reached, limit)) {
        throw new CommandFailure("%s did not come within %d s".formatted(what, limit.toSeconds()));
      }
    }

    boolean look(Predicate<LedgerSnapshot> reached, Duration limit) {
      long start = System.nanoTime();
      BooleanSupplier late = () -> System.nanoTime() - start > limit.toNanos();
      LedgerSnapshot now = ledger.snapshot();
      while (!reached.test(now)) {
        if (late.getAsBoolean()) {
          return false;
        }
        line.show(DemoStatus.line(now, secondsSince(started), trainingNow));
        pause();
        now = ledger.snapshot();
      }
      return true;
    }

    private void pause() {
      CompletableFuture<Object> tick =
          new CompletableFuture<>().completeOnTimeout(null, LOOK_MILLIS, TimeUnit.MILLISECONDS);
      CompletableFuture.anyOf(trouble, tick).join();
      if (trouble.isDone()) {
        throw new CancellationException("asked to end");
      }
    }
  }
}
