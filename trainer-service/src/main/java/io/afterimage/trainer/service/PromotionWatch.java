package io.afterimage.trainer.service;

import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.Reply;
import io.afterimage.service.BackgroundThread;
import io.afterimage.trainer.buffer.Example;
import io.afterimage.trainer.buffer.ReplayBuffer;
import io.afterimage.trainer.control.Answers;
import io.afterimage.trainer.watch.Finding;
import io.afterimage.trainer.watch.Finding.State;
import io.afterimage.trainer.watch.LabelledPairs;
import io.afterimage.trainer.watch.WatchConfig;
import io.afterimage.trainer.watch.WatchLog;
import io.afterimage.trainer.watch.WatchMetrics;
import io.afterimage.trainer.watch.Watched;
import io.afterimage.training.validation.PairedOutcomes;
import io.afterimage.training.validation.SequentialSignTest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches each version after its promotion: puts the images that are labelled from then on to it
 * and to its predecessor, on a thread of its own, and has it rolled back as soon as they show it to
 * be worse. All that it counts is in the replay buffer, so that a trainer that takes over goes on
 * with the watch. What cannot be compared is not watched, and stays.
 */
final class PromotionWatch implements LabelEvidence, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(PromotionWatch.class);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
  private static final Duration LEAST_PAUSE = Duration.ofSeconds(2);

  /** So many times as long as a look takes it pauses: serving may be on the same cores. */
  private static final int PAUSE_FACTOR = 4;

  /** Loading the graphs of two versions for fewer images is not worth it, for a while. */
  private static final int LEAST = 10;

  /** So long do fewer images wait, after the last ones were put to the versions. */
  private static final Duration WAIT = Duration.ofMinutes(1);

  /** The most images of one look, so that it ends soon when the trainer stops. */
  private static final int AT_ONCE = 100;

  private final WatchConfig config;
  private final SequentialSignTest test;
  private final ReplayBuffer buffer;
  private final CompletableFuture<Void> filled;
  private final Predicate<Example> chosen;
  private final VersionAnswers answers;
  private final WatchLog watches;
  private final WatchMetrics metrics;
  private final InstantSource clock;
  private final BackgroundThread thread;
  private final Reminder settled;
  private Optional<Watched> watched = Optional.empty();
  private volatile Optional<Watched> incomparable = Optional.empty();
  private volatile Optional<Seen> seen = Optional.empty();
  private Optional<Progress> progress = Optional.empty();
  private volatile Optional<Finding> finding = Optional.empty();

  /**
   * When there was no label left to look at.
   *
   * @param at before it was asked for
   */
  private record Seen(Watched watched, Instant at) {}

  /** Of the watch under way; of the thread alone. */
  private static final class Progress {
    private final Watched watched;
    private final List<Learned> learned;
    private final LabelledPairs pairs;
    private Optional<Finding> finding = Optional.empty();
    private long changes;
    private int waiting;
    private Instant asked = Instant.EPOCH;

    Progress(Watched watched, List<Learned> learned, LabelledPairs pairs) {
      this.watched = watched;
      this.learned = learned;
      this.pairs = pairs;
    }

    boolean leavesOut(Example example) {
      return learned.stream().anyMatch(each -> each.contains(example));
    }
  }

  /**
   * Ready to start.
   *
   * @param filled completes when the buffer holds what the training set says
   * @param chosen whether a label was asked for because of what a version said of the image: such
   *     images are those that it finds hard, and say nothing of how it does on the others
   */
  PromotionWatch(
      WatchConfig config,
      ReplayBuffer buffer,
      CompletableFuture<Void> filled,
      Predicate<Example> chosen,
      VersionAnswers answers,
      WatchLog watches,
      WatchMetrics metrics,
      InstantSource clock) {
    this.config = config;
    this.test = config.test();
    this.buffer = buffer;
    this.filled = filled;
    this.chosen = chosen;
    this.answers = answers;
    this.watches = watches;
    this.metrics = metrics;
    this.clock = clock;
    this.settled = new Reminder(clock);
    this.thread =
        new BackgroundThread(
            "trainer-watch",
            STOP_LIMIT,
            this::run,
            fault -> log.atError().setCause(fault).log("versions are no longer watched"));
  }

  /** Starts the thread. */
  void start() {
    thread.start();
  }

  /** Settles a watch that has come to its end. For the thread that polls. */
  void tick(Answers replies) {
    finding
        .filter(found -> found.state() == State.WORSE || isAtItsEnd(found))
        .filter(found -> !watches.isOver(found.watched().name()))
        .filter(found -> settled.isDue(found.watched().name()))
        .ifPresent(found -> settle(found, replies));
  }

  /** A canary is watched until its rollout is decided, and again after its promotion. */
  private static boolean isAtItsEnd(Finding found) {
    return found.state() == State.PASSED && !found.watched().canary();
  }

  private void settle(Finding found, Answers replies) {
    boolean first = settled.isFirst(found.watched().name());
    if (found.state() == State.WORSE) {
      Command.RollBack rollback =
          watches.rollback(found.watched().name(), reason(found), clock.instant());
      log.atWarn()
          .addKeyValue("command", rollback.commandId())
          .addKeyValue("reason", rollback.reason().orElse(""))
          .log("version is worse than its predecessor, and is rolled back");
      if (first) {
        metrics.rolledBack();
      }
      replies.request(rollback);
    } else {
      Reply.Done passed = watches.passed(found, clock.instant());
      log.atInfo().addKeyValue("text", passed.text()).log("watch of a version is over");
      watches.note(passed);
      replies.say(passed);
    }
  }

  private String reason(Finding found) {
    return String.format(
        Locale.ROOT,
        "by the watch %s: %s; chance calls a version worse that is not in at most"
            + " %s %% of watches",
        found.watched().since(),
        found.inWords(),
        Double.toString(100 * config.errorRate()).replaceFirst("\\.0$", ""));
  }

  @Override
  public boolean isAhead(Watched version) {
    return finding
        .filter(found -> found.watched().equals(version))
        .filter(found -> found.outcomes().gained() > found.outcomes().lost())
        .isPresent();
  }

  @Override
  public boolean hasSeen(String version, Instant until) {
    return watches.isOver(version)
        || incomparable.filter(known -> known.name().equals(version)).isPresent()
        || seen.filter(known -> known.watched().name().equals(version))
            .filter(known -> !known.at().isBefore(until))
            .isPresent();
  }

  /** What labels say of the version so far. */
  Optional<Finding> finding(String version) {
    return finding.filter(found -> found.watched().name().equals(version));
  }

  /** How it stands, human-readable; empty where nobody is watched. */
  Optional<String> status() {
    return finding
        .filter(found -> found.state() == State.UNDER_WAY)
        .map(
            found ->
                "version %s is watched, %s".formatted(found.watched().name(), found.inWords()));
  }

  private void run() {
    while (!thread.isStopping()) {
      long begun = System.nanoTime();
      if (filled.isDone() && !filled.isCompletedExceptionally()) {
        look();
      }
      Duration busy = Duration.ofNanos(System.nanoTime() - begun).multipliedBy(PAUSE_FACTOR);
      thread.pause(busy.compareTo(LEAST_PAUSE) > 0 ? busy : LEAST_PAUSE);
    }
  }

  /** Looks once at what was labelled, on the calling thread. */
  void look() {
    try {
      compare();
    } catch (StoreUnavailableException e) {
      log.atWarn().setCause(e).log("cannot watch the active version now");
    } catch (RuntimeException e) {
      incomparable = watched;
      log.atWarn()
          .setCause(e)
          .addKeyValue("version", watched.map(Watched::name).orElse("none"))
          .log("cannot compare the active version with its predecessor, it is not watched");
    }
  }

  private void compare() {
    watched =
        Watched.of(answers.versions().registry())
            .filter(version -> !watches.isOver(version.name()))
            .filter(version -> !incomparable.equals(Optional.of(version)));
    if (!watched.equals(progress.map(under -> under.watched))) {
      show(Optional.empty());
      progress = watched.map(this::begun);
    }
    Instant begun = clock.instant();
    show(progress.map(this::compared));
    progress
        .filter(under -> under.waiting == 0)
        .ifPresent(under -> seen = Optional.of(new Seen(under.watched, begun)));
  }

  private void show(Optional<Finding> found) {
    finding = found;
    metrics.show(found);
  }

  private Progress begun(Watched now) {
    List<Example> examples = buffer.snapshot();
    List<Learned> learned =
        answers.lineages(now.version(), now.predecessor()).stream()
            .map(each -> Learned.of(Optional.of(each), examples))
            .toList();
    return new Progress(now, learned, new LabelledPairs(now.version().at(), config.labels()));
  }

  /** As before, where no label has come and no image waits for its answers. */
  private Finding compared(Progress under) {
    long changes = buffer.changes();
    boolean isUnchanged = under.finding.isPresent() && under.changes == changes;
    if (isUnchanged && !isWorthAsking(under)) {
      return under.finding.get();
    }
    Watched both = under.watched;
    LabelledPairs pairs = under.pairs;
    List<Example> counted = pairs.counted(buffer.agreed().examples(), chosen.or(under::leavesOut));
    List<Example> unanswered = pairs.unanswered(counted);
    under.waiting = unanswered.size();
    if (isWorthAsking(under)) {
      List<Example> asked = unanswered.stream().limit(AT_ONCE).toList();
      pairs.answered(
          asked, answers.labels(both.version(), asked), answers.labels(both.predecessor(), asked));
      under.waiting -= asked.size();
      under.asked = clock.instant();
    }
    PairedOutcomes outcomes = pairs.outcomes(counted);
    Finding found = new Finding(both, outcomes, state(outcomes, pairs.isFull()));
    under.changes = changes;
    under.finding = Optional.of(found);
    return found;
  }

  private boolean isWorthAsking(Progress under) {
    boolean hasWaited = !clock.instant().isBefore(under.asked.plus(WAIT));
    return under.waiting >= LEAST || (under.waiting > 0 && hasWaited);
  }

  private State state(PairedOutcomes outcomes, boolean full) {
    if (test.isWorse(outcomes)) {
      return State.WORSE;
    }
    return full ? State.PASSED : State.UNDER_WAY;
  }

  @Override
  public void close() {
    thread.close();
    metrics.show(Optional.empty());
  }
}
