package io.afterimage.trainer.service;

import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.models.Lineage;
import io.afterimage.registry.ModelChangeRefusedException;
import io.afterimage.registry.ModelRegistry;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.ModelEvent.Staged;
import io.afterimage.trainer.buffer.Example;
import io.afterimage.trainer.buffer.ReplayBuffer;
import io.afterimage.trainer.guardrails.Guardrails;
import io.afterimage.trainer.rollout.RolloutConfig;
import io.afterimage.trainer.rollout.ShadowEvidence;
import io.afterimage.trainer.rollout.ShadowSource;
import io.afterimage.trainer.rollout.ShadowVerdict;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what comes of the version that is staged: it is announced or rolled back, once and for
 * all. What it knows comes from topics alone, so another leader decides the same. For the polling
 * thread.
 */
final class Rollout implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Rollout.class);
  private static final Duration EVERY = Duration.ofSeconds(2);
  private static final Duration PAUSE = Duration.ofSeconds(30);

  /** Without an answer for so long, something is likely to be wrong. */
  private static final Duration SILENCE = Duration.ofMinutes(5);

  private final RolloutConfig config;
  private final Versions versions;
  private final Function<Set<String>, Collection<Lineage>> lineages;
  private final Function<Instant, ShadowSource> sources;
  private final ReplayBuffer buffer;
  private final CompletableFuture<Void> filled;
  private final Predicate<Example> chosen;
  private final InstantSource clock;
  private Instant next;
  private Optional<Trial> trial = Optional.empty();

  /** A staged version, what is known of it, and what was last said of it. */
  private static final class Trial {
    private final ShadowSource source;
    private final ShadowEvidence evidence;
    private final List<Learned> learned;
    private final Instant begun;
    private String text = "answered no image yet";
    private boolean warned;

    Trial(ShadowSource source, ShadowEvidence evidence, List<Learned> learned, Instant begun) {
      this.source = source;
      this.evidence = evidence;
      this.learned = learned;
      this.begun = begun;
    }

    boolean hasLearned(Example example) {
      return learned.stream().anyMatch(each -> each.contains(example));
    }
  }

  /**
   * For one term.
   *
   * @param lineages what versions were made with, as far as that is recorded, by the SHA-256 of
   *     their files
   * @param sources opens what shadows say, from that moment on
   * @param buffer knows the labels
   * @param filled completes when the buffer holds what the training set says
   * @param chosen whether a label was asked for because of what a version said of the image: such
   *     images are those that the active version finds hard, and speak for any other
   */
  Rollout(
      RolloutConfig config,
      Versions versions,
      Function<Set<String>, Collection<Lineage>> lineages,
      Function<Instant, ShadowSource> sources,
      ReplayBuffer buffer,
      CompletableFuture<Void> filled,
      Predicate<Example> chosen,
      InstantSource clock) {
    this.config = config;
    this.versions = versions;
    this.lineages = lineages;
    this.sources = sources;
    this.buffer = buffer;
    this.filled = filled;
    this.chosen = chosen;
    this.clock = clock;
    this.next = clock.instant();
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
    ModelRegistry registry = versions.registry();
    return registry
        .staged()
        .map(
            staged ->
                "version %s answers a share of %s of the images as a shadow%s"
                    .formatted(
                        staged.modelVersion(),
                        staged.share(),
                        trial.map(known -> ": " + known.text).orElse("")));
  }

  private void look() {
    ModelRegistry registry = versions.registry();
    Optional<Staged> staged = registry.staged();
    if (staged.isEmpty()) {
      end();
      return;
    }
    String version = staged.get().modelVersion();
    Optional<Announced> active = registry.active();
    if (active.isEmpty() || !config.hasShadow()) {
      promote(version, active.isEmpty() ? "no version is active" : "rollout.shadow.images is 0");
      return;
    }
    try {
      String serving = active.get().modelVersion();
      if (trial.filter(known -> known.evidence.isOf(version, serving)).isEmpty()) {
        end();
        if (!filled.isDone()) {
          return;
        }
        trial = Optional.of(begun(staged.get(), active.get()));
      }
      decide(staged.get(), trial.get());
    } catch (StoreUnavailableException e) {
      next = clock.instant().plus(PAUSE);
      log.atWarn()
          .setCause(e)
          .addKeyValue("version", version)
          .log("cannot follow the staged version, retrying");
    }
  }

  /** With the examples that there are: they know the digests of the ids that were learned. */
  private Trial begun(Staged staged, Announced active) {
    List<Example> examples = buffer.snapshot();
    List<Learned> learned =
        lineages.apply(Set.of(staged.announcement().sha256(), active.sha256())).stream()
            .map(lineage -> Learned.of(Optional.of(lineage), examples))
            .toList();
    return new Trial(
        sources.apply(staged.at()),
        new ShadowEvidence(
            staged.modelVersion(),
            active.modelVersion(),
            Guardrails.between(config.guardrails(), staged.announcement(), active)),
        learned,
        clock.instant());
  }

  private void decide(Staged staged, Trial known) {
    known.source.drain(known.evidence::add);
    boolean late = !clock.instant().isBefore(staged.at().plus(config.time()));
    Map<String, String> labels =
        known.evidence.images() < config.images() ? Map.of() : labelsSince(staged.at(), known);
    ShadowVerdict verdict = known.evidence.verdict(config, labels, late);
    known.text = verdict.text() + silence(staged.modelVersion(), known);
    if (verdict instanceof ShadowVerdict.Promoted) {
      promote(staged.modelVersion(), verdict.text());
    } else if (verdict instanceof ShadowVerdict.Withdrawn) {
      withdraw(staged.modelVersion(), verdict.text());
    }
  }

  private String silence(String version, Trial known) {
    if (known.evidence.images() > 0 || clock.instant().isBefore(known.begun.plus(SILENCE))) {
      return "";
    }
    if (!known.warned) {
      known.warned = true;
      log.atWarn()
          .addKeyValue("version", version)
          .log(
              "no instance answers as the shadow: 'afterimage models' shows which ones could not load it, and no run begins by itself meanwhile");
    }
    return "; no instance has answered for 5 minutes: 'afterimage models' shows which ones could not load it (they say why on model-reports), 'afterimage control rollback %s' ends its trial"
        .formatted(version);
  }

  /**
   * What was labelled before may have been learned. So may an image that was labelled again since
   * its example had gone, or that came again under another id: the lineages tell.
   */
  private Map<String, String> labelsSince(Instant staged, Trial known) {
    return buffer.agreed().examples().stream()
        .filter(example -> example.labelledAt().isAfter(staged))
        .filter(chosen.or(known::hasLearned).negate())
        .collect(Collectors.toMap(Example::id, Example::label));
  }

  private void promote(String version, String why) {
    try {
      versions.announce(version, Optional.of(why));
      log.atInfo().addKeyValue("version", version).addKeyValue("why", why).log("promoted");
    } catch (ModelChangeRefusedException e) {
      log.atInfo().addKeyValue("version", version).addKeyValue("why", e.getMessage()).log("kept");
    }
    end();
  }

  private void withdraw(String version, String why) {
    try {
      versions.withdraw(version, Optional.of(why));
      log.atInfo().addKeyValue("version", version).addKeyValue("why", why).log("withdrawn");
    } catch (ModelChangeRefusedException e) {
      log.atInfo().addKeyValue("version", version).addKeyValue("why", e.getMessage()).log("kept");
    }
    end();
  }

  private void end() {
    trial.ifPresent(known -> known.source.close());
    trial = Optional.empty();
  }

  @Override
  public void close() {
    end();
  }
}
