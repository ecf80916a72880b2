package io.afterimage.trainer.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.config.Settings;
import io.afterimage.images.ImageDecoder;
import io.afterimage.images.ImageLimits;
import io.afterimage.models.Lineage;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.decision.DecisionRule;
import io.afterimage.registry.MemoryEventLog;
import io.afterimage.registry.ModelChangeRefusedException;
import io.afterimage.registry.ModelPublisher;
import io.afterimage.registry.Provenance;
import io.afterimage.registry.PublishingRules;
import io.afterimage.registry.store.DirectoryLineageStore;
import io.afterimage.registry.store.DirectoryModelStore;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.ModelEvent.Stage;
import io.afterimage.schemas.events.Reply;
import io.afterimage.schemas.events.TrainingRun;
import io.afterimage.testkit.PngImages;
import io.afterimage.trainer.buffer.BufferLimits;
import io.afterimage.trainer.buffer.Example;
import io.afterimage.trainer.buffer.ReplayBuffer;
import io.afterimage.trainer.control.Answers;
import io.afterimage.trainer.control.CommandLedger;
import io.afterimage.trainer.watch.Finding;
import io.afterimage.trainer.watch.WatchConfig;
import io.afterimage.trainer.watch.WatchLog;
import io.afterimage.trainer.watch.WatchMetrics;
import io.afterimage.trainer.watch.Watched;
import io.afterimage.training.dataset.ImageMemory;
import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.StableSplit;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions that tell black cats from white dogs, or do not, and images labelled afterwards. */
class PromotionWatchTest {

  private static final Instant PROMOTED = Instant.parse("2026-03-01T12:00:00Z");
  private static final ModelArtifact GOOD = FakeModels.model(FakeModels.RIGHT, 1);

  /** Says dog of everything: wrong for every second image. */
  private static final ModelArtifact BAD = FakeModels.model(0, 1);

  @TempDir private Path folder;

  private final ReplayBuffer buffer =
      new ReplayBuffer(new BufferLimits(1000, 1000, StableSplit.SERVICE));
  private final MemoryEventLog log = new MemoryEventLog();
  private final CommandLedger ledger = new CommandLedger();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<Command> requested = new ArrayList<>();
  private final List<Reply> said = new ArrayList<>();
  private Instant now = PROMOTED;
  private final InstantSource clock = () -> now;
  private int examined;
  private Versions versions;
  private PromotionWatch watch;

  private final class Noted implements Answers {

    @Override
    public void say(Reply reply) {
      said.add(reply);
    }

    @Override
    public void request(Command command) {
      requested.add(command);
    }

    @Override
    public void conclude(Optional<Reply> reply, long next) {
      throw new AssertionError("a watch concludes no command");
    }

    @Override
    public void conclude(Reply end, TrainingRun run, long next) {
      throw new AssertionError("a watch concludes no run");
    }
  }

  @BeforeEach
  void open() {
    DirectoryModelStore store = new DirectoryModelStore(folder.resolve("models"));
    versions =
        new Versions(
            new ModelPublisher(store, log, PublishingRules.DEFAULT, clock),
            store,
            Optional.empty());
    versions.publish(GOOD, Provenance.NONE);
    watch = watch(Map.of());
  }

  private DirectoryLineageStore lineages() {
    return new DirectoryLineageStore(folder.resolve("models"));
  }

  /** As a trainer starts it that has just been elected. */
  private PromotionWatch watch(Map<String, String> options) {
    return new PromotionWatch(
        WatchConfig.read(new Settings(options)),
        buffer,
        CompletableFuture.completedFuture(null),
        this::wasAskedFor,
        new VersionAnswers(
            versions,
            new KnownLineages(lineages()),
            new ImageSets(
                new ImageDecoder(ImageLimits.DEFAULT),
                FakeModels.INPUT,
                10,
                1,
                ImageMemory.ofMachine()),
            new FakeModels(0.9f),
            DecisionRule.NONE),
        new WatchLog(ledger),
        new WatchMetrics(meters),
        clock);
  }

  private boolean wasAskedFor(Example example) {
    examined++;
    return example.id().startsWith("asked-for");
  }

  private void label(int from, int to) {
    for (int i = from; i < to; i++) {
      put("image-" + i, i, PROMOTED.plusSeconds(1 + i), Optional.empty());
    }
  }

  private void put(String id, int i, Instant at, Optional<String> group) {
    boolean cat = i % 2 == 0;
    buffer.put(
        new Example(
                id,
                cat ? "cat" : "dog",
                Split.TRAIN,
                at,
                new ImagePointer("images", 0, i),
                PngImages.ofColour(8, cat ? 0 : 0xffffff))
            .inGroup(group));
  }

  /** A minute after the last one. */
  private void look() {
    now = now.plusSeconds(60);
    lookAtOnce();
  }

  private void lookAtOnce() {
    watch.look();
    watch.tick(new Noted());
  }

  private Optional<String> active() {
    return log.registry().active().map(Announced::modelVersion);
  }

  private void carryOut(Command command) {
    versions.rollBack((Command.RollBack) command, false);
    ledger.observe(new Reply.Done(command.commandId(), new Reply.Completed(), "done", PROMOTED));
  }

  @Test
  void shouldAskForTheRollbackOfAVersionThatLabelsShowToBeWorse() {
    versions.publish(BAD, Provenance.NONE);
    label(0, 14);
    look();
    assertThat(requested).as("seven are worse: that may be chance").isEmpty();
    assertThat(watch.status().orElseThrow())
        .contains("version v2 is watched", "names 7 of 14 labelled images right");
    label(14, 20);
    look();
    lookAtOnce();

    assertThat(requested).singleElement().isInstanceOf(Command.RollBack.class);
    Command.RollBack rollback = (Command.RollBack) requested.get(0);
    assertThat(rollback.modelVersion()).isEqualTo("v2");
    assertThat(rollback.reason().orElseThrow())
        .contains("version v2 names 10 of 20 labelled images right (0.5000)")
        .contains("version v1 20 (1.0000): 0 better, 10 worse")
        .contains("at most 1 % of watches");
    assertThat(meters.get("afterimage.watch.rollbacks").counter().count()).isEqualTo(1);
    assertThat(meters.get("afterimage.watch.accuracy").tag("model", "watched").gauge().value())
        .isEqualTo(0.5);

    carryOut(rollback);
    look();
    assertThat(active()).contains("v1");
    assertThat(log.registry().history("v2").orElseThrow().reason()).isEqualTo(rollback.reason());
    assertThat(versions.withdrawnTwin(BAD, true)).as("remembered").isPresent();
    assertThat(watch.status()).as("what took over is not watched").isEmpty();
    assertThat(requested).hasSize(1);
  }

  /** Before its promotion, beside the active version; and after it once more. */
  @Test
  void shouldWatchACanaryAndRollItBack() {
    stage(BAD, Stage.CANARY);
    label(0, 20);
    look();

    assertThat(requested).singleElement().isInstanceOf(Command.RollBack.class);
    Command.RollBack rollback = (Command.RollBack) requested.get(0);
    assertThat(rollback.reason().orElseThrow())
        .startsWith("by the watch as a canary: version v2 names 10 of 20")
        .contains("version v1 20 (1.0000)");
    assertThat(watch.finding("v2").map(Finding::state)).contains(Finding.State.WORSE);
    carryOut(rollback);
    assertThat(log.registry().staged()).isEmpty();
    assertThat(active()).contains("v1");
    assertThat(versions.withdrawnTwin(BAD, true)).as("remembered").isPresent();
  }

  @Test
  void shouldWatchAVersionAgainThatWasACanary() {
    watch = watch(Map.of("watch.labels", "20"));
    stage(FakeModels.model(FakeModels.RIGHT - 1, 1), Stage.CANARY);
    label(0, 30);
    look();
    assertThat(watch.finding("v2").map(Finding::state)).contains(Finding.State.PASSED);
    assertThat(said).as("its rollout decides").isEmpty();

    now = PROMOTED.plusSeconds(3600);
    versions.announce("v2", Optional.empty());
    look();
    assertThat(watch.status().orElseThrow()).contains("version v2 is watched");
    assertThat(said).isEmpty();
  }

  /** By somebody who has such stages. */
  private void stage(ModelArtifact model, Stage stage) {
    try (ModelPublisher publisher =
        new ModelPublisher(
            new DirectoryModelStore(folder.resolve("models")),
            log,
            PublishingRules.DEFAULT,
            clock)) {
      publisher.stage(model, Provenance.NONE, stage, 0.1, Optional.empty());
    }
  }

  @Test
  void shouldAskAgainAfterAPauseWhenTheRollbackFailed() {
    versions.publish(BAD, Provenance.NONE);
    label(0, 40);
    look();
    Command rollback = requested.get(0);
    ledger.observe(new Reply.Failed(rollback.commandId(), "the store does not answer", now));
    lookAtOnce();
    assertThat(requested).as("at once").hasSize(1);
    now = now.plus(Reminder.ASK_AGAIN);
    look();

    assertThat(requested)
        .extracting(Command::commandId)
        .containsOnly("auto-rollback-v2")
        .hasSize(2);
    assertThat(meters.get("afterimage.watch.rollbacks").counter().count()).isEqualTo(1);
    carryOut(requested.get(1));
    now = now.plus(Reminder.ASK_AGAIN);
    look();
    assertThat(active()).contains("v1");
    assertThat(requested).hasSize(2);
  }

  @Test
  void shouldGoOnWithTheWatchWhenAnotherTrainerTakesOver() {
    versions.publish(BAD, Provenance.NONE);
    label(0, 14);
    look();

    watch = watch(Map.of());
    look();
    assertThat(watch.status().orElseThrow()).contains("7 of 14");
    label(14, 20);
    look();

    assertThat(requested).hasSize(1);
  }

  /** To load two graphs for each label would be a waste. */
  @Test
  void shouldWaitForTenImagesOrAMinute() {
    versions.publish(FakeModels.model(FakeModels.RIGHT - 1, 1), Provenance.NONE);
    label(0, 1);
    look();
    assertThat(watch.status().orElseThrow()).contains("1 of 1 labelled images");

    label(1, 10);
    lookAtOnce();
    assertThat(watch.status().orElseThrow()).contains("1 of 1 labelled images");
    label(10, 11);
    lookAtOnce();
    assertThat(watch.status().orElseThrow()).contains("11 of 11 labelled images");
    label(11, 12);
    lookAtOnce();
    assertThat(watch.status().orElseThrow()).contains("11 of 11 labelled images");
    look();
    assertThat(watch.status().orElseThrow()).contains("12 of 12 labelled images");
  }

  @Test
  void shouldLookAtNothingWhereNoLabelHasCome() {
    versions.publish(FakeModels.model(FakeModels.RIGHT - 1, 1), Provenance.NONE);
    label(0, 20);
    look();
    int before = examined;
    look();
    assertThat(examined).isEqualTo(before);

    label(20, 21);
    look();
    assertThat(examined).isGreaterThan(before);
  }

  /** So that a trainer that takes over, and stops again, does not keep anybody waiting. */
  @Test
  void shouldCatchUpInSeveralLooks() {
    versions.publish(FakeModels.model(FakeModels.RIGHT - 1, 1), Provenance.NONE);
    label(0, 250);
    look();
    assertThat(watch.status().orElseThrow()).contains("100 of 100 labelled images");
    look();
    look();

    assertThat(watch.status().orElseThrow()).contains("250 of 250 labelled images");
  }

  /** A canary is promoted when it has: of what comes before that nothing is lost. */
  @Test
  void shouldTellWhetherItHasSeenAllLabels() {
    versions.publish(FakeModels.model(FakeModels.RIGHT - 1, 1), Provenance.NONE);
    label(0, 150);
    assertThat(watch.hasSeen("v2", now)).isFalse();
    look();
    assertThat(watch.hasSeen("v2", PROMOTED)).as("50 are left").isFalse();
    look();
    assertThat(watch.hasSeen("v2", now)).isTrue();
    assertThat(watch.hasSeen("v1", now)).isFalse();

    label(150, 155);
    now = now.plusSeconds(1);
    lookAtOnce();
    assertThat(watch.hasSeen("v2", now)).as("five wait for more").isFalse();
    look();
    assertThat(watch.hasSeen("v2", now)).isTrue();
  }

  /** Long before the test could tell. */
  @Test
  void shouldTellWhetherLabelsSpeakForAVersion() {
    versions.publish(BAD, Provenance.NONE);
    versions.publish(FakeModels.model(FakeModels.RIGHT - 1, 1), Provenance.NONE);
    Watched watched = Watched.of(log.registry()).orElseThrow();
    look();
    assertThat(watch.isAhead(watched)).isFalse();
    label(0, 2);
    look();
    assertThat(watch.isAhead(watched)).isTrue();
  }

  @Test
  void shouldNotAskAgainWhenAnotherTrainerTakesOverAfterTheRollback() {
    versions.publish(BAD, Provenance.NONE);
    label(0, 40);
    look();
    carryOut(requested.get(0));
    versions.rollBack(
        new Command.RollBack("auto-rollback-v2", "v2", Optional.empty(), PROMOTED), true);

    watch = watch(Map.of());
    look();

    assertThat(requested).hasSize(1);
    assertThat(active()).contains("v1");
  }

  @Test
  void shouldEndTheWatchAfterItsLabelsForGood() {
    watch = watch(Map.of("watch.labels", "20"));
    versions.publish(FakeModels.model(FakeModels.RIGHT - 1, 1), Provenance.NONE);
    label(0, 25);
    look();
    look();

    assertThat(said).singleElement().isInstanceOf(Reply.Done.class);
    assertThat(((Reply.Done) said.get(0)).text())
        .contains("the watch of version v2 is over", "20 of 20 labelled images right");
    assertThat(said.get(0).commandId()).isEqualTo("auto-watch-v2");
    watch = watch(Map.of("watch.labels", "400"));
    look();
    assertThat(watch.status()).isEmpty();
  }

  @Test
  void shouldLetAPinGoBeforeTheWatch() {
    versions.publish(BAD, Provenance.NONE);
    label(0, 40);
    look();
    versions.pin(new Command.Pin("pin", "v2", Optional.empty(), PROMOTED), false);

    assertThatThrownBy(() -> carryOut(requested.get(0)))
        .isInstanceOf(ModelChangeRefusedException.class)
        .hasMessageContaining("a pin goes before the watch");
    watch = watch(Map.of());
    look();

    assertThat(requested).hasSize(1);
    assertThat(active()).contains("v2");
  }

  @Test
  void shouldGoOnWithTheWatchWhenAnotherVersionIsTriedBeforeItsAnnouncement() {
    versions.publish(BAD, Provenance.NONE);
    stage(FakeModels.model(7, 1), Stage.SHADOW);
    label(0, 40);
    look();

    assertThat(requested).hasSize(1);
  }

  /** Otherwise one rollback would follow from another. */
  @Test
  void shouldNotWatchTheVersionThatTakesOver() {
    versions.publish(BAD, Provenance.NONE);
    versions.publish(FakeModels.model(255, 1), Provenance.NONE);
    versions.rollBack(new Command.RollBack("person", "v3", Optional.empty(), PROMOTED), false);
    label(0, 40);
    look();

    assertThat(active()).contains("v2");
    assertThat(watch.status()).isEmpty();
    assertThat(requested).isEmpty();
  }

  @Test
  void shouldNotWatchAVersionThatSomebodyRestored() {
    versions.publish(BAD, Provenance.NONE);
    try (ModelPublisher person =
        new ModelPublisher(
            new DirectoryModelStore(folder.resolve("models")),
            log,
            PublishingRules.DEFAULT,
            clock)) {
      person.rollBack("v2", Optional.empty());
      person.restore("v2", Optional.empty());
    }
    label(0, 40);
    look();

    assertThat(requested).isEmpty();
  }

  @Test
  void shouldCountEachImageOnceThatIsNewToBoth() {
    versions.publish(BAD, Provenance.NONE);
    lineages().put(BAD.manifest().sha256(), new Lineage(Map.of(Lineage.TRAIN, List.of("learned"))));
    put("learned", 0, PROMOTED.plusSeconds(1), Optional.empty());
    put("earlier", 0, PROMOTED, Optional.empty());
    put("asked-for", 0, PROMOTED.plusSeconds(1), Optional.empty());
    for (int frame = 0; frame < 30; frame++) {
      put("frame-" + frame, 0, PROMOTED.plusSeconds(2), Optional.of("scene"));
    }
    look();

    assertThat(watch.status().orElseThrow()).contains("names 0 of 1 labelled images right");
  }

  @Test
  void shouldFollowLabelsThatAreChangedOrTakenBack() {
    versions.publish(BAD, Provenance.NONE);
    label(0, 14);
    look();
    buffer.remove("image-0");
    buffer.put(buffer.find("image-2").orElseThrow().relabelled("dog", PROMOTED.plusSeconds(99)));
    look();

    assertThat(watch.status().orElseThrow())
        .contains("version v2 names 8 of 13 labelled images right")
        .contains("1 better, 5 worse");
  }

  @Test
  void shouldLeaveAVersionThatCannotBeCompared() throws IOException {
    versions.publish(BAD, Provenance.NONE);
    Files.write(folder.resolve("models/v1/model.onnx"), new byte[] {7});
    label(0, 40);
    look();
    look();

    assertThat(requested).isEmpty();
    assertThat(watch.status()).isEmpty();
  }
}
