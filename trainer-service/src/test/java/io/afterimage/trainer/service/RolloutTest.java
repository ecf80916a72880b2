package io.afterimage.trainer.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.models.Lineage;
import io.afterimage.registry.MemoryEventLog;
import io.afterimage.registry.ModelPublisher;
import io.afterimage.registry.ModelRegistry;
import io.afterimage.registry.Provenance;
import io.afterimage.registry.PublishingRules;
import io.afterimage.registry.store.DirectoryModelStore;
import io.afterimage.registry.store.ModelStore;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.ModelEvent.RolledBack;
import io.afterimage.schemas.events.ModelEvent.Stage;
import io.afterimage.schemas.events.ModelEvent.Staged;
import io.afterimage.schemas.events.Prediction;
import io.afterimage.schemas.events.ShadowPrediction;
import io.afterimage.testkit.PngImages;
import io.afterimage.trainer.buffer.BufferLimits;
import io.afterimage.trainer.buffer.Example;
import io.afterimage.trainer.buffer.ReplayBuffer;
import io.afterimage.trainer.guardrails.GuardrailConfig;
import io.afterimage.trainer.rollout.ApprovalConfig;
import io.afterimage.trainer.rollout.CanaryConfig;
import io.afterimage.trainer.rollout.EventSource;
import io.afterimage.trainer.rollout.RolloutConfig;
import io.afterimage.trainer.rollout.RolloutMetrics;
import io.afterimage.trainer.watch.Finding;
import io.afterimage.trainer.watch.Watched;
import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.StableSplit;
import io.afterimage.training.validation.PairedOutcomes;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a version that passed the gate to the event that ends its trial. */
class RolloutTest {

  private static final RolloutConfig TEN_IMAGES =
      new RolloutConfig(10, 0.5, 0, GuardrailConfig.DEFAULT, Duration.ofHours(1));

  private final MemoryEventLog log = new MemoryEventLog();
  private final Map<String, Lineage> learned = new HashMap<>();
  private final Deque<Prediction> predicted = new ArrayDeque<>();
  private Optional<PairedOutcomes> found = Optional.empty();
  private boolean condemned;
  private boolean examined = true;
  private final CanaryStanding standing =
      new CanaryStanding() {
        @Override
        public boolean isCondemned(String version) {
          return condemned;
        }

        @Override
        public boolean isExamined(String version, Instant until, int images) {
          assertThat(until).isBeforeOrEqualTo(now);
          assertThat(images).isEqualTo(100);
          return examined;
        }

        @Override
        public Optional<Finding> found(String version) {
          ModelRegistry registry = log.registry();
          return found.map(
              outcomes ->
                  new Finding(
                      new Watched(
                          registry.staged().orElseThrow().announcement(),
                          registry.active().orElseThrow(),
                          true),
                      outcomes,
                      Finding.State.UNDER_WAY));
        }
      };
  private final Deque<ShadowPrediction> said = new ArrayDeque<>();
  private Instant now = Instant.parse("2026-03-01T10:00:00Z");
  private int opened;
  private int closed;
  private boolean topicIsAway;
  private final CompletableFuture<Void> filled = new CompletableFuture<>();
  private Optional<Instant> readSince = Optional.empty();
  private Path folder;
  private ReplayBuffer buffer;
  private Versions versions;
  private Rollout rollout;

  @BeforeEach
  void publishFirst(@TempDir Path models) {
    folder = models;
    buffer = new ReplayBuffer(new BufferLimits(100, 100, StableSplit.SERVICE));
    versions = versions(TEN_IMAGES);
    rollout = rollout(TEN_IMAGES);
    versions.publish(FakeModels.model(1, 1), Provenance.NONE);
    filled.complete(null);
  }

  private Versions versions(RolloutConfig config) {
    ModelStore store = new DirectoryModelStore(folder);
    return new Versions(
        new ModelPublisher(store, log, PublishingRules.DEFAULT, () -> now),
        store,
        Optional.empty(),
        config);
  }

  private Rollout rollout(RolloutConfig config) {
    return new Rollout(
        config,
        versions,
        this::lineages,
        this::open,
        this::openPredictions,
        standing,
        buffer,
        filled,
        example -> example.id().startsWith("asked-for"),
        new RolloutMetrics(new SimpleMeterRegistry(), () -> now),
        () -> now);
  }

  @Test
  void shouldMakeTheFirstVersionActiveAtOnceAndStageTheNext() {
    assertThat(log.registry().active().map(Announced::modelVersion)).contains("v1");

    stage();

    assertThat(log.registry().active().map(Announced::modelVersion)).contains("v1");
    Staged staged = log.registry().staged().orElseThrow();
    assertThat(staged.share()).isEqualTo(0.5);
    assertThat(staged.reason()).contains("passed the gate");
  }

  @Test
  void shouldAnnounceTheStagedVersionAfterItsImagesAndThenLookAtNothing() {
    assertThat(tick()).as("nothing is staged").isFalse();
    Instant staged = now;
    stage();

    say(9, "cat");
    assertThat(tick()).isTrue();
    assertThat(rollout.status())
        .contains(
            "version v2 answers a share of 0.5 of the images as a shadow: answered 9 of 10 images");
    say(1, "cat");
    assertThat(tick()).isFalse();

    Announced active = log.registry().active().orElseThrow();
    assertThat(active.modelVersion()).isEqualTo("v2");
    assertThat(active.reason().orElseThrow()).contains("agreed with version v1 on 1.0000 of 10");
    assertThat(rollout.status()).isEmpty();
    assertThat(tick()).isFalse();
    assertThat(opened).isEqualTo(1);
    assertThat(readSince).contains(staged);
    assertThat(closed).isEqualTo(1);
  }

  @Test
  void shouldWithdrawAVersionThatLabelsGivenSinceShowToBeWorse() {
    for (int i = 0; i < 10; i++) {
      label("image-" + i, "dog");
    }
    now = now.plusSeconds(1);
    stage();
    say(9, "cat");
    tick();
    now = now.plusSeconds(60);
    for (int i = 0; i < 10; i++) {
      label("image-" + i, "dog");
    }
    said.add(answer(9, "v2", "v1", "cat", "dog"));
    said.add(answer(0, "v2", "v1", "cat", "dog"));
    for (int i = 1; i < 9; i++) {
      said.add(answer(i, "v2", "v1", "cat", "dog"));
    }
    tick();

    assertThat(log.registry().active().map(Announced::modelVersion)).contains("v1");
    RolledBack withdrawn = log.registry().history("v2").orElseThrow().withdrawal().orElseThrow();
    assertThat(withdrawn.reason().orElseThrow())
        .startsWith("worse than version v1")
        .contains("right on 0 of 10 that were labelled, version v1 on 10");
    assertThat(versions.withdrawnTwin(FakeModels.model(2, 1), true))
        .as("it is not made again")
        .isPresent();
  }

  /** A new leader may not know the labels yet. */
  @Test
  void shouldDecideNothingBeforeTheBufferIsFilled() {
    CompletableFuture<Void> later = new CompletableFuture<>();
    rollout =
        new Rollout(
            TEN_IMAGES,
            versions,
            this::lineages,
            this::open,
            this::openPredictions,
            standing,
            buffer,
            later,
            example -> false,
            new RolloutMetrics(new SimpleMeterRegistry(), () -> now),
            () -> now);
    stage();
    say(10, "cat");

    assertThat(tick()).isTrue();
    later.complete(null);
    assertThat(tick()).isFalse();
  }

  /** They speak against the version that found them hard. */
  @Test
  void shouldNotCountLabelsThatWereAskedForSinceTheActiveVersionWasUnsure() {
    stage();
    now = now.plusSeconds(60);
    for (int i = 0; i < 10; i++) {
      label("asked-for-" + i, "dog");
      said.add(answer("asked-for-" + i, "v2", "v1", i < 3 ? "dog" : "cat", "dog"));
    }
    tick();

    assertThat(log.registry().active().orElseThrow().reason().orElseThrow())
        .contains("none of them labelled");
  }

  /** It keeps others from being learned, so nobody should have to find out by themselves. */
  @Test
  void shouldSayWhenNoInstanceAnswersAsTheShadow() {
    stage();
    tick();
    now = now.plus(Duration.ofMinutes(4));
    tick();
    assertThat(rollout.status().orElseThrow()).endsWith("answered 0 of 10 images");
    now = now.plus(Duration.ofMinutes(1));
    tick();

    assertThat(rollout.status().orElseThrow())
        .contains("no instance has answered", "afterimage models", "model-reports")
        .contains("afterimage control rollback v2");
    assertThat(log.registry().staged()).isPresent();
    say(1, "cat");
    tick();
    assertThat(rollout.status().orElseThrow()).endsWith("answered 1 of 10 images");
  }

  /** A candidate may have learned them. */
  @Test
  void shouldNotCountLabelsThatWereThereBefore() {
    for (int i = 0; i < 10; i++) {
      label("image-" + i, "dog");
    }
    now = now.plusSeconds(1);
    stage();
    for (int i = 0; i < 10; i++) {
      said.add(answer(i, "v2", "v1", i < 3 ? "dog" : "cat", "dog"));
    }
    tick();

    assertThat(log.registry().active().orElseThrow().reason().orElseThrow())
        .contains("none of them labelled");
  }

  /**
   * An example that was evicted, and labelled again, looks new; so does an image that is sent
   * again. A version that has learned them is right on them whatever it is worth.
   */
  @Test
  void shouldNotCountImagesThatEitherVersionHasLearned() {
    Optional<String> digest = Optional.of("ab".repeat(32));
    learned.put(sha256(2), new Lineage(Map.of(Lineage.TRAIN, List.of("image-0", "image-1"))));
    learned.put(
        sha256(1),
        new Lineage(Map.of(Lineage.TRAIN, List.of("image-2")), Optional.of(Set.of(digest.get()))));
    stage();
    now = now.plusSeconds(60);
    for (int i = 0; i < 10; i++) {
      label("image-" + i, "dog");
    }
    buffer.put(example("image-3", "dog").with(digest, Optional.empty()));
    for (int i = 0; i < 10; i++) {
      said.add(answer(i, "v2", "v1", i < 3 ? "dog" : "cat", i < 5 ? "dog" : "cat"));
    }
    tick();

    assertThat(log.registry().active().orElseThrow().reason().orElseThrow())
        .contains("right on 0 of 6 that were labelled, version v1 on 1");
  }

  private static String sha256(int of) {
    return FakeModels.model(of, 1).manifest().sha256();
  }

  private Collection<Lineage> lineages(Set<String> files) {
    assertThat(files).contains(sha256(2));
    return files.stream().map(learned::get).filter(Objects::nonNull).toList();
  }

  @Test
  void shouldWithdrawAVersionThatNobodyCouldTryInTime() {
    stage();
    tick();
    now = now.plus(Duration.ofHours(2));

    tick();

    assertThat(log.registry().history("v2").orElseThrow().reason())
        .contains("as a shadow it answered 0 of 10 images within PT1H");
  }

  @Test
  void shouldStartAgainAgainstAnotherActiveVersion() {
    stage();
    say(9, "cat");
    tick();
    versions.promote("run", FakeModels.model(3, 1), Provenance.NONE, false);

    say(1, "cat");
    tick();

    assertThat(log.registry().staged().map(Staged::modelVersion)).contains("v2");
    assertThat(rollout.status().orElseThrow()).contains("answered 0 of 10 images");
  }

  @Test
  void shouldMakeTheStagedVersionActiveWhereNobodyWantsAShadowAnyMore() {
    stage();

    rollout(RolloutConfig.OFF).tick();

    Announced active = log.registry().active().orElseThrow();
    assertThat(active.modelVersion()).isEqualTo("v2");
    assertThat(active.reason()).contains("rollout.shadow.images is 0");
    assertThat(opened).isZero();
  }

  @Test
  void shouldForgetAVersionThatSomebodyWithdrawsOrPromotes() {
    stage();
    tick();
    versions.rollBack(new Command.RollBack("c", "v2", Optional.of("no"), now), false);
    assertThat(tick()).isFalse();

    versions.announce("v2", Optional.of("yes after all"));

    assertThat(log.registry().active().map(Announced::modelVersion)).contains("v2");
    assertThat(tick()).isFalse();
  }

  @Test
  void shouldTryAgainWhenTheTopicCannotBeRead() {
    stage();
    topicIsAway = true;
    tick();
    topicIsAway = false;
    say(10, "cat");
    now = now.plus(Duration.ofMinutes(1));

    tick();

    assertThat(log.registry().active().map(Announced::modelVersion)).contains("v2");
  }

  private Rollout canaries(int shadowImages, int labels) {
    return canaries(shadowImages, labels, ApprovalConfig.OFF);
  }

  private Rollout canaries(int shadowImages, int labels, ApprovalConfig approval) {
    RolloutConfig config =
        new RolloutConfig(
            shadowImages,
            0.5,
            0,
            GuardrailConfig.DEFAULT,
            Duration.ofHours(1),
            new CanaryConfig(100, 0.05, labels, Duration.ofHours(2)),
            approval);
    versions = versions(config);
    return rollout(config);
  }

  @Test
  void shouldMakeACanaryOfAShadowAndAnnounceItAfterItsImages() {
    rollout = canaries(10, 0);
    stage();
    assertThat(log.registry().staged().map(Staged::stage)).contains(Stage.SHADOW);
    say(10, "cat");
    assertThat(tick()).isTrue();
    Staged canary = log.registry().staged().orElseThrow();
    assertThat(canary.stage()).isEqualTo(Stage.CANARY);
    assertThat(canary.share()).isEqualTo(0.05);
    assertThat(canary.reason().orElseThrow()).contains("as a shadow it agreed");

    answer(99, "v2");
    answer(500, "v1");
    assertThat(tick()).isTrue();
    assertThat(rollout.status())
        .contains(
            "version v2 answers a share of 0.05 of the images as a canary: answered 99 of 100 images");
    answer(1, "v2");
    assertThat(tick()).isFalse();

    Announced active = log.registry().active().orElseThrow();
    assertThat(active.modelVersion()).isEqualTo("v2");
    assertThat(active.reason().orElseThrow()).contains("as a canary it answered 100 images");
    assertThat(closed).as("shadow and canary").isEqualTo(2);
  }

  @Test
  void shouldWaitForApprovalAfterShadowAndCanary() {
    ApprovalConfig approval =
        new ApprovalConfig(ApprovalConfig.Promotion.APPROVE, Duration.ofDays(7));
    rollout = canaries(10, 0, approval);
    stage();
    assertThat(log.registry().staged().map(Staged::stage)).contains(Stage.SHADOW);
    say(10, "cat");
    tick();
    assertThat(log.registry().staged().map(Staged::stage)).contains(Stage.CANARY);
    answer(100, "v2");
    assertThat(tick()).isTrue();

    Staged waiting = log.registry().waiting().orElseThrow();
    assertThat(waiting.share()).isZero();
    assertThat(waiting.until()).contains(waiting.at().plus(Duration.ofDays(7)));
    assertThat(waiting.reason().orElseThrow()).contains("as a canary it answered 100 images");
    assertThat(log.registry().active().map(Announced::modelVersion)).contains("v1");
    assertThat(tick()).isTrue();
    assertThat(closed).as("shadow and canary").isEqualTo(2);
  }

  @Test
  void shouldBeginWithACanaryWhereThereIsNoShadowAndWaitForLabels() {
    rollout = canaries(0, 5);
    stage();
    assertThat(log.registry().staged().map(Staged::stage)).contains(Stage.CANARY);
    answer(100, "v2");
    assertThat(tick()).isTrue();
    assertThat(rollout.status().orElseThrow()).contains("0 of 5 labels; as a canary");

    found = Optional.of(new PairedOutcomes(4, 1, 0, 0));
    assertThat(tick()).isFalse();
    assertThat(log.registry().active().orElseThrow().reason().orElseThrow())
        .contains("as a canary it answered 100 images, version v2 names 5 of 5 labelled images");
  }

  /** The command that rolls it back is on its way. */
  @Test
  void shouldNotAnnounceACanaryThatIsAboutToBeRolledBack() {
    rollout = canaries(0, 0);
    stage();
    condemned = true;
    answer(100, "v2");

    assertThat(tick()).isTrue();
    assertThat(rollout.status().orElseThrow()).contains("about to be rolled back");
    versions.rollBack(
        new Command.RollBack("auto-rollback-v2", "v2", Optional.of("worse"), now), false);
    assertThat(tick()).isFalse();
    assertThat(log.registry().active().map(Announced::modelVersion)).contains("v1");
  }

  @Test
  void shouldWithdrawACanaryThatAnswersTooFewImagesInTimeButNotDuringAPin() {
    rollout = canaries(0, 0);
    stage();
    answer(99, "v2");
    tick();
    versions.pin(new Command.Pin("pin", "v1", Optional.empty(), now), false);
    now = now.plus(Duration.ofHours(3));
    assertThat(tick()).as("a pin goes before it").isTrue();

    versions.unpin(new Command.Unpin("unpin", Optional.empty(), now), false);
    assertThat(tick()).as("its time begins anew").isTrue();
    now = now.plus(Duration.ofHours(2));
    assertThat(tick()).isFalse();
    assertThat(log.registry().history("v2").orElseThrow().reason())
        .contains("as a canary it answered 99 of 100 images within PT2H");
  }

  /** A trainer that has just been elected knows of nothing that speaks against it. */
  @Test
  void shouldNotAnnounceACanaryBeforeWhatCameMeanwhileIsExamined() {
    rollout = canaries(0, 0);
    stage();
    examined = false;
    answer(100, "v2");
    assertThat(tick()).isTrue();
    assertThat(rollout.status().orElseThrow()).contains("is still put to it");
    now = now.plus(Duration.ofHours(3));

    rollout = canaries(0, 0);
    answer(100, "v2");
    assertThat(tick()).as("its time is over, and nobody has looked").isTrue();
    examined = true;
    condemned = true;
    assertThat(tick()).isTrue();
    condemned = false;
    assertThat(tick()).isFalse();
    assertThat(log.registry().active().map(Announced::modelVersion)).contains("v2");
  }

  @Test
  void shouldNotWaitForAnExaminationThatNeverComes() {
    rollout = canaries(0, 0);
    stage();
    examined = false;
    answer(100, "v2");
    assertThat(tick()).isTrue();
    now = now.plus(Duration.ofHours(2));

    assertThat(tick()).isFalse();
    assertThat(log.registry().active().map(Announced::modelVersion)).contains("v2");
  }

  /** Another leader reads from the beginning of the trial, and decides the same. */
  @Test
  void shouldReadThePredictionsSinceItsBeginning() {
    rollout = canaries(0, 0);
    Instant begun = now;
    stage();
    tick();

    assertThat(readSince).contains(begun);
  }

  private void answer(int images, String version) {
    for (int i = 0; i < images; i++) {
      predicted.add(
          new Prediction(
              "image-" + next++,
              new ImagePointer("images", 0, 0),
              version,
              "cat",
              1,
              Map.of("cat", 1.0),
              Optional.empty(),
              now,
              now));
    }
  }

  private EventSource<Prediction> openPredictions(Instant since) {
    readSince = Optional.of(since);
    return new EventSource<>() {
      @Override
      public void drain(Consumer<Prediction> receiver) {
        while (!predicted.isEmpty()) {
          receiver.accept(predicted.poll());
        }
      }

      @Override
      public void close() {
        closed++;
      }
    };
  }

  private void stage() {
    versions.publish(FakeModels.model(2, 1), Provenance.NONE);
  }

  /** Whether a version is staged afterwards. */
  private boolean tick() {
    now = now.plusSeconds(2);
    rollout.tick();
    return log.registry().staged().isPresent();
  }

  private int next;

  private void say(int images, String label) {
    for (int i = 0; i < images; i++) {
      said.add(answer(next++, "v2", "v1", label, label));
    }
  }

  private static ShadowPrediction answer(
      int image, String version, String active, String label, String activeLabel) {
    return answer("image-" + image, version, active, label, activeLabel);
  }

  private static ShadowPrediction answer(
      String id, String version, String active, String label, String activeLabel) {
    return new ShadowPrediction(
        id,
        new ImagePointer("images", 0, 0),
        version,
        Optional.of(label),
        Optional.of(0.9),
        Optional.empty(),
        1,
        active,
        activeLabel,
        0.8,
        1,
        Instant.EPOCH);
  }

  private void label(String id, String label) {
    buffer.put(example(id, label));
  }

  private Example example(String id, String label) {
    return new Example(
        id, label, Split.TEST, now, new ImagePointer("images", 0, 0), PngImages.ofColour(8, 0));
  }

  private EventSource<ShadowPrediction> open(Instant since) {
    readSince = Optional.of(since);
    if (topicIsAway) {
      throw new StoreUnavailableException("no broker", null);
    }
    opened++;
    return new EventSource<>() {
      @Override
      public void drain(Consumer<ShadowPrediction> receiver) {
        while (!said.isEmpty()) {
          receiver.accept(said.poll());
        }
      }

      @Override
      public void close() {
        closed++;
      }
    };
  }
}
