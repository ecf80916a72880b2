package io.afterimage.trainer.service;

import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.kafka.images.Fetched;
import io.afterimage.kafka.images.ImageSource;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.Reply;
import io.afterimage.service.BackgroundThread;
import io.afterimage.trainer.control.Answers;
import io.afterimage.trainer.guardrails.GuardrailConfig;
import io.afterimage.trainer.guardrails.Guardrails;
import io.afterimage.trainer.guardrails.LiveSample;
import io.afterimage.trainer.watch.WatchLog;
import io.afterimage.trainer.watch.WatchMetrics;
import io.afterimage.trainer.watch.Watched;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts some live images to a version after its promotion and to its predecessor, on a thread of its
 * own, labelled or not, and has the version rolled back as soon as it is beyond a limit. Another
 * trainer that takes over begins with new images; which versions are done with, replies tell.
 */
final class PromotionGuard implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(PromotionGuard.class);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
  private static final Duration LEAST_PAUSE = Duration.ofSeconds(2);

  /** So many times as long as a look takes it pauses: serving may be on the same cores. */
  private static final int PAUSE_FACTOR = 4;

  /** Loading two versions for fewer images is not worth it, for a while. */
  private static final int LEAST = 32;

  /** So long do fewer images wait. */
  private static final Duration WAIT = Duration.ofMinutes(1);

  /** So long after an image of a group no other one of it counts. */
  private static final Duration GROUP_PAUSE = Duration.ofMinutes(1);

  /** So long after its first image a version is guarded that does not get all of them. */
  private static final Duration MOST_TIME = Duration.ofDays(1);

  private final GuardrailConfig config;
  private final LiveSample sample;
  private final Supplier<ImageSource> sources;
  private final PairedRuns runs;
  private final LabelEvidence labels;
  private final WatchLog watches;
  private final WatchMetrics metrics;
  private final InstantSource clock;
  private final BackgroundThread thread;
  private final Reminder settled;
  private volatile Optional<Watched> incomparable = Optional.empty();
  private Optional<Trial> trial = Optional.empty();
  private volatile Optional<Outcome> outcome = Optional.empty();

  /** Of the version that is guarded; of the thread alone. */
  private static final class Trial {
    private final Watched watched;
    private final Guardrails guardrails;
    private final Map<String, Instant> groups = new HashMap<>();
    private Optional<Instant> firstImage = Optional.empty();
    private Optional<Instant> differs = Optional.empty();
    private Instant asked;

    Trial(Watched watched, Guardrails guardrails, Instant begun) {
      this.watched = watched;
      this.guardrails = guardrails;
      this.asked = begun;
    }

    /** Whether none of its group counted a short time ago: frames of one scene say the same. */
    boolean takes(Optional<String> group, Instant now) {
      groups.values().removeIf(taken -> !now.isBefore(taken.plus(GROUP_PAUSE)));
      return group.isEmpty() || groups.putIfAbsent(group.get(), now) == null;
    }

    boolean isOver(int images, Instant now) {
      return guardrails.images() >= images
          || firstImage.filter(first -> !now.isBefore(first.plus(MOST_TIME))).isPresent();
    }
  }

  /**
   * How it stands.
   *
   * @param broken which limit the version is beyond
   * @param images how many there are
   * @param over whether all images have come, or the time for them is over
   */
  private record Outcome(
      Watched watched, String figures, Optional<String> broken, int images, boolean over) {}

  /**
   * Ready to start.
   *
   * @param sample of live images
   * @param sources opens what gets them
   * @param labels where they speak for a version it may differ from its predecessor
   */
  PromotionGuard(
      GuardrailConfig config,
      LiveSample sample,
      Supplier<ImageSource> sources,
      PairedRuns runs,
      LabelEvidence labels,
      WatchLog watches,
      WatchMetrics metrics,
      InstantSource clock) {
    this.config = config;
    this.sample = sample;
    this.sources = sources;
    this.runs = runs;
    this.labels = labels;
    this.watches = watches;
    this.metrics = metrics;
    this.clock = clock;
    this.settled = new Reminder(clock);
    this.thread =
        new BackgroundThread(
            "trainer-guard",
            STOP_LIMIT,
            this::run,
            fault -> log.atError().setCause(fault).log("versions are no longer guarded"));
  }

  /** Starts the thread. */
  void start() {
    thread.start();
  }

  /** Settles what has come to its end. For the thread that polls. */
  void tick(Answers replies) {
    outcome
        .filter(found -> found.over() || found.broken().isPresent())
        .filter(found -> !watches.hasKept(found.watched().name()))
        .filter(found -> settled.isDue(found.watched().name()))
        .ifPresent(found -> settle(found, replies));
  }

  private void settle(Outcome found, Answers replies) {
    String version = found.watched().name();
    boolean first = settled.isFirst(version);
    if (found.broken().isEmpty()) {
      Reply.Done kept = watches.kept(version, found.figures(), clock.instant());
      log.atInfo().addKeyValue("text", kept.text()).log("version keeps within the guardrails");
      watches.note(kept);
      replies.say(kept);
      return;
    }
    String reason =
        "by the guardrails %s: %s; %s"
            .formatted(found.watched().since(), found.broken().get(), found.figures());
    Command.RollBack rollback = watches.rollback(version, reason, clock.instant());
    log.atWarn()
        .addKeyValue("command", rollback.commandId())
        .addKeyValue("reason", reason)
        .log("version is beyond its limits, and is rolled back");
    if (first) {
      metrics.rolledBack();
    }
    replies.request(rollback);
  }

  /** Whether the version is beyond a limit. */
  boolean isBroken(String version) {
    return outcome
        .filter(found -> found.watched().name().equals(version))
        .flatMap(Outcome::broken)
        .isPresent();
  }

  /** Whether so many live images were put to the version, as far as it is guarded. */
  boolean hasTried(String version, int images) {
    return watches.hasKept(version)
        || incomparable.filter(known -> known.name().equals(version)).isPresent()
        || outcome
            .filter(found -> found.watched().name().equals(version))
            .filter(found -> found.over() || found.images() >= images)
            .isPresent();
  }

  private void run() {
    try (ImageSource images = sources.get()) {
      while (!thread.isStopping()) {
        long begun = System.nanoTime();
        look(images);
        Duration busy = Duration.ofNanos(System.nanoTime() - begun).multipliedBy(PAUSE_FACTOR);
        thread.pause(busy.compareTo(LEAST_PAUSE) > 0 ? busy : LEAST_PAUSE);
      }
    }
  }

  /** Looks once at what has come, on the calling thread. */
  void look(ImageSource images) {
    try {
      follow();
      if (trial.isPresent()) {
        compare(trial.get(), images);
      }
    } catch (StoreUnavailableException e) {
      log.atWarn().setCause(e).log("cannot guard the active version now");
    } catch (RuntimeException e) {
      incomparable = trial.map(under -> under.watched);
      log.atWarn()
          .setCause(e)
          .addKeyValue("version", incomparable.map(Watched::name).orElse("none"))
          .log("cannot compare the active version with its predecessor, it is not guarded");
    }
  }

  private void follow() {
    Optional<Watched> watched =
        Watched.of(runs.versions().registry())
            .filter(version -> !watches.hasKept(version.name()))
            .filter(version -> !incomparable.equals(Optional.of(version)));
    if (!watched.equals(trial.map(under -> under.watched))) {
      sample.restart(watched.isPresent());
      outcome = Optional.empty();
      metrics.show(Optional.empty(), 0);
      trial =
          watched.map(
              now ->
                  new Trial(
                      now,
                      Guardrails.between(config, now.version(), now.predecessor()),
                      clock.instant()));
    }
  }

  private void compare(Trial under, ImageSource images) {
    boolean hasWaited = !clock.instant().isBefore(under.asked.plus(WAIT));
    if (sample.size() >= LEAST || (sample.size() > 0 && hasWaited)) {
      under.asked = clock.instant();
      runs.answers(
              under.watched.version(),
              under.watched.predecessor(),
              receiver -> fetch(sample.take(), under, images, receiver))
          .forEach(under.guardrails::add);
    }
    Guardrails guardrails = under.guardrails;
    if (guardrails.images() > 0) {
      under.firstImage = under.firstImage.or(() -> Optional.of(clock.instant()));
    }
    metrics.show(Optional.of(guardrails.agreement()), guardrails.images());
    outcome =
        Optional.of(
            new Outcome(
                under.watched,
                figures(under),
                broken(under),
                guardrails.images(),
                under.isOver(config.images(), clock.instant())));
  }

  private Optional<String> broken(Trial under) {
    return under
        .guardrails
        .defect()
        .or(() -> under.guardrails.difference().filter(how -> !mayDiffer(under)));
  }

  /** As long as labels speak for it, or some that were given before it differed wait. */
  private boolean mayDiffer(Trial under) {
    String version = under.watched.name();
    under.differs = under.differs.or(() -> Optional.of(clock.instant()));
    boolean hasSeen = labels.hasSeen(version, under.differs.get());
    return !hasSeen || watches.hasPassed(version) || labels.isAhead(under.watched);
  }

  private void fetch(
      List<ImagePointer> pointers, Trial under, ImageSource images, Consumer<byte[]> receiver) {
    Instant now = clock.instant();
    images.fetch(
        pointers,
        (at, what) -> {
          if (what instanceof Fetched.Found found
              && found.image() != null
              && under.takes(found.group(), now)) {
            receiver.accept(found.image());
          }
        });
  }

  private static String figures(Trial under) {
    return String.format(
        Locale.ROOT,
        "on %d live images it agrees with version %s on %.4f, in %.2f times its time",
        under.guardrails.images(),
        under.watched.predecessor().modelVersion(),
        under.guardrails.agreement(),
        under.guardrails.latency());
  }

  @Override
  public void close() {
    thread.close();
    sample.restart(false);
    metrics.show(Optional.empty(), 0);
  }
}
