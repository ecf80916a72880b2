package io.afterimage.trainer.service;

import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.models.Lineage;
import io.afterimage.registry.ModelChangeRefusedException;
import io.afterimage.registry.ModelRegistry;
import io.afterimage.registry.WaitingVersion;
import io.afterimage.schemas.events.ModelEvent;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.ModelEvent.Pinned;
import io.afterimage.schemas.events.ModelEvent.Pruned;
import io.afterimage.schemas.events.ModelEvent.RolledBack;
import io.afterimage.schemas.events.ModelEvent.Stage;
import io.afterimage.schemas.events.ModelEvent.Staged;
import io.afterimage.schemas.events.ModelEvent.Unpinned;
import io.afterimage.schemas.events.Prediction;
import io.afterimage.schemas.events.ShadowPrediction;
import io.afterimage.service.News;
import io.afterimage.trainer.buffer.Example;
import io.afterimage.trainer.buffer.ReplayBuffer;
import io.afterimage.trainer.rollout.EventSource;
import io.afterimage.trainer.rollout.RolloutConfig;
import io.afterimage.trainer.rollout.RolloutMetrics;
import io.afterimage.trainer.rollout.TrialVerdict;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what comes of the version that is staged: it is announced or rolled back, once and for
 * all. Where somebody has to approve it, that is left to them, and it is withdrawn when nobody
 * does. What it knows comes from topics alone, so another leader decides the same. For the polling
 * thread.
 */
final class Rollout implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Rollout.class);
  private static final Duration EVERY = Duration.ofSeconds(2);
  private static final Duration PAUSE = Duration.ofSeconds(30);

  /** After an election, commands that were given before it are still to be read. */
  private static final Duration COMMANDS_READ = Duration.ofSeconds(10);

  private final RolloutConfig config;
  private final Versions versions;
  private final Function<Set<String>, Collection<Lineage>> lineages;
  private final Function<Instant, EventSource<ShadowPrediction>> shadows;
  private final Function<Instant, EventSource<Prediction>> predictions;
  private final CanaryStanding standing;
  private final ReplayBuffer buffer;
  private final CompletableFuture<Void> filled;
  private final Predicate<Example> chosen;
  private final RolloutMetrics metrics;
  private final InstantSource clock;
  private final Instant settled;
  private Instant next;
  private Optional<Trial> trial = Optional.empty();
  private Optional<WaitingVersion> told = Optional.empty();

  /**
   * For one term.
   *
   * @param lineages what versions were made with, as far as that is recorded, by the SHA-256 of
   *     their files
   * @param shadows opens what shadows say, from that moment on
   * @param predictions opens the predictions, from that moment on
   * @param standing how a canary stands, which is rolled back by others
   * @param buffer knows the labels
   * @param filled completes when the buffer holds what the training set says
   * @param chosen whether a label was asked for because of what a version said of the image: such
   *     images are those that the active version finds hard, and speak for any other
   * @param metrics shows which version waits for approval
   */
  Rollout(
      RolloutConfig config,
      Versions versions,
      Function<Set<String>, Collection<Lineage>> lineages,
      Function<Instant, EventSource<ShadowPrediction>> shadows,
      Function<Instant, EventSource<Prediction>> predictions,
      CanaryStanding standing,
      ReplayBuffer buffer,
      CompletableFuture<Void> filled,
      Predicate<Example> chosen,
      RolloutMetrics metrics,
      InstantSource clock) {
    this.config = config;
    this.versions = versions;
    this.lineages = lineages;
    this.shadows = shadows;
    this.predictions = predictions;
    this.standing = standing;
    this.buffer = buffer;
    this.filled = filled;
    this.chosen = chosen;
    this.metrics = metrics;
    this.clock = clock;
    this.next = clock.instant();
    this.settled = next.plus(COMMANDS_READ);
  }

  /** Looks every few seconds. */
  void tick() {
    if (!clock.instant().isBefore(next)) {
      next = clock.instant().plus(EVERY);
      look();
    }
  }

  /** The staged version, as a person reads of it. */
  Optional<String> status() {
    return versions.registry().staged().map(this::status);
  }

  private String status(Staged staged) {
    return staged.stage() == Stage.APPROVAL
        ? new WaitingVersion(staged).text()
        : "version %s answers a share of %s of the images as a %s%s"
            .formatted(
                staged.modelVersion(),
                staged.share(),
                word(staged.stage()),
                trial.map(known -> ": " + known.text()).orElse(""));
  }

  private void look() {
    ModelRegistry registry = versions.registry();
    metrics.show(registry.waiting());
    Optional<Staged> staged = registry.staged();
    if (staged.isEmpty()) {
      end();
      return;
    }
    if (registry.waiting().isPresent()) {
      end();
      await(new WaitingVersion(staged.get()), registry);
      return;
    }
    Optional<Announced> active = registry.active();
    if (active.isEmpty()) {
      finish(staged.get(), "no version is active");
    } else if (!isWanted(staged.get().stage())) {
      leave(staged.get(), "rollout.%s.images is 0".formatted(word(staged.get().stage())));
    } else if (staged.get().stage() == Stage.SHADOW || registry.pinned().isEmpty()) {
      follow(staged.get(), active.get());
    }
  }

  private void await(WaitingVersion waiting, ModelRegistry registry) {
    String version = waiting.staged().modelVersion();
    Instant now = clock.instant();
    Optional<String> lapsed = waiting.lapsed(registry, now);
    if (lapsed.isPresent()) {
      if (!now.isBefore(settled)) {
        withdraw(version, lapsed.get());
      }
    } else if (!config.approval().isRequired()) {
      promote(version, "promotion is automatic");
    } else if (!told.equals(Optional.of(waiting))) {
      told = Optional.of(waiting);
      log.atInfo()
          .addKeyValue("version", version)
          .addKeyValue("until", waiting.staged().until().map(Instant::toString).orElse("decided"))
          .log("waits for 'afterimage control approve' or 'afterimage control reject'");
    }
  }

  private boolean isWanted(Stage stage) {
    return stage == Stage.CANARY ? config.hasCanary() : config.hasShadow();
  }

  private static String word(Stage stage) {
    return stage.name().toLowerCase(Locale.ROOT);
  }

  private void follow(Staged staged, Announced active) {
    try {
      if (trial.filter(known -> known.isOf(staged, active)).isEmpty()) {
        end();
        if (!filled.isDone()) {
          return;
        }
        trial = Optional.of(begun(staged, active));
      }
      decide(staged, trial.get().verdict());
    } catch (StoreUnavailableException e) {
      next = clock.instant().plus(PAUSE);
      log.atWarn()
          .setCause(e)
          .addKeyValue("version", staged.modelVersion())
          .log("cannot follow the staged version, retrying");
    }
  }

  private Trial begun(Staged staged, Announced active) {
    if (staged.stage() == Stage.CANARY) {
      return new CanaryTrial(
          config.canary(),
          staged,
          active,
          predictions.apply(staged.at()),
          standing,
          () -> timeBegan(staged),
          clock);
    }
    // The examples that there are know the digests of the ids that were learned.
    List<Example> examples = buffer.snapshot();
    List<Learned> learned =
        lineages.apply(Set.of(staged.announcement().sha256(), active.sha256())).stream()
            .map(lineage -> Learned.of(Optional.of(lineage), examples))
            .toList();
    return new ShadowTrial(
        config, staged, active, shadows.apply(staged.at()), buffer, learned, chosen, clock);
  }

  /** When it was staged, or a pin ended since: during a pin it answers nothing. */
  private Instant timeBegan(Staged staged) {
    return versions.registry().history().stream()
        .filter(version -> version.changes().stream().anyMatch(Pinned.class::isInstance))
        .flatMap(version -> version.changes().stream())
        .filter(
            change ->
                change instanceof Unpinned
                    || change instanceof RolledBack
                    || change instanceof Pruned)
        .map(ModelEvent::at)
        .filter(staged.at()::isBefore)
        .max(Comparator.naturalOrder())
        .orElse(staged.at());
  }

  private void decide(Staged staged, TrialVerdict verdict) {
    if (verdict instanceof TrialVerdict.Promoted) {
      leave(staged, verdict.text());
    } else if (verdict instanceof TrialVerdict.Withdrawn) {
      withdraw(staged.modelVersion(), verdict.text());
    }
  }

  /** To the next stage, or to all images. */
  private void leave(Staged staged, String why) {
    if (staged.stage() == Stage.SHADOW && config.hasCanary()) {
      advance(staged.modelVersion(), Stage.CANARY, why);
    } else {
      finish(staged, why);
    }
  }

  /** To all images, or to whoever has to approve that. */
  private void finish(Staged staged, String why) {
    config
        .last()
        .ifPresentOrElse(
            stage -> advance(staged.modelVersion(), stage, why),
            () -> promote(staged.modelVersion(), why));
  }

  private void advance(String version, Stage stage, String why) {
    change(version, word(stage), why, (name, reason) -> versions.advance(name, stage, reason));
  }

  private void promote(String version, String why) {
    change(version, "promoted", why, versions::announce);
  }

  private void withdraw(String version, String why) {
    change(version, "withdrawn", why, versions::withdraw);
  }

  private void change(
      String version, String what, String why, BiConsumer<String, Optional<String>> change) {
    try {
      change.accept(version, Optional.of(why));
      News.line().addKeyValue("version", version).addKeyValue("why", why).log(what);
    } catch (ModelChangeRefusedException e) {
      log.atInfo().addKeyValue("version", version).addKeyValue("why", e.getMessage()).log("kept");
    }
    end();
  }

  private void end() {
    trial.ifPresent(Trial::close);
    trial = Optional.empty();
  }

  @Override
  public void close() {
    end();
    metrics.show(Optional.empty());
  }
}
