package io.afterimage.trainer.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.registry.MemoryEventLog;
import io.afterimage.registry.ModelChangeRefusedException;
import io.afterimage.registry.ModelPublisher;
import io.afterimage.registry.Provenance;
import io.afterimage.registry.PublishingRules;
import io.afterimage.registry.store.DirectoryModelStore;
import io.afterimage.registry.store.ModelStore;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.ModelEvent.Staged;
import io.afterimage.trainer.buffer.BufferLimits;
import io.afterimage.trainer.buffer.ReplayBuffer;
import io.afterimage.trainer.guardrails.GuardrailConfig;
import io.afterimage.trainer.rollout.ApprovalConfig;
import io.afterimage.trainer.rollout.ApprovalConfig.Promotion;
import io.afterimage.trainer.rollout.CanaryConfig;
import io.afterimage.trainer.rollout.RolloutConfig;
import io.afterimage.trainer.rollout.RolloutMetrics;
import io.afterimage.training.dataset.StableSplit;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a version that passed the gate to the decision of whoever has to approve it. */
class ApprovalTest {

  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
  private static final Duration WEEK = Duration.ofDays(7);

  private final MemoryEventLog log = new MemoryEventLog();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private Instant now = START;
  @TempDir private Path folder;
  private Versions versions;
  private Rollout rollout;

  @BeforeEach
  void publishFirst() {
    lead(Promotion.AUTOMATIC, WEEK);
    versions.publish(FakeModels.model(1, 1), Provenance.NONE);
    lead(Promotion.APPROVE, WEEK);
  }

  /** As a trainer that is elected: all that it knows is on the log. */
  private void lead(Promotion promotion, Duration expiry) {
    ModelStore store = new DirectoryModelStore(folder);
    RolloutConfig config =
        new RolloutConfig(
            0,
            0.1,
            0,
            GuardrailConfig.DEFAULT,
            Duration.ofHours(1),
            CanaryConfig.OFF,
            new ApprovalConfig(promotion, expiry));
    versions =
        new Versions(
            new ModelPublisher(store, log, PublishingRules.DEFAULT, () -> now),
            store,
            Optional.empty(),
            config);
    meters.clear();
    rollout =
        new Rollout(
            config,
            versions,
            files -> List.of(),
            since -> {
              throw new AssertionError("nothing is tried");
            },
            since -> {
              throw new AssertionError("nothing is tried");
            },
            new Aftercare(Optional.empty(), Optional.empty()),
            new ReplayBuffer(new BufferLimits(100, 100, StableSplit.SERVICE)),
            CompletableFuture.completedFuture(null),
            example -> false,
            new RolloutMetrics(meters, () -> now),
            () -> now);
  }

  private void stage(int limit) {
    versions.publish(
        FakeModels.model(limit, 1),
        new Provenance(Optional.empty(), Optional.empty(), Optional.of("20 new labels")));
  }

  private Optional<String> waiting() {
    return log.registry().waiting().map(Staged::modelVersion);
  }

  private Optional<String> active() {
    return log.registry().active().map(Announced::modelVersion);
  }

  private void tick(Duration later) {
    now = now.plus(later);
    rollout.tick();
  }

  private void tick() {
    tick(Duration.ofSeconds(2));
  }

  private Command.Approve approval(String version) {
    return new Command.Approve("a", version, Optional.of("as hoped (anna)"), now);
  }

  private Command.Reject rejection(String version) {
    return new Command.Reject("r", version, Optional.of("too few coats (ben)"), now);
  }

  private Optional<String> reason(String version) {
    return log.registry().history(version).orElseThrow().reason();
  }

  private double gauge(String name) {
    return meters.get(name).gauge().value();
  }

  @Test
  void shouldMakeActiveWhatSomebodyApprovesAndKeepWhoAndWhy() {
    stage(2);
    tick();
    assertThat(waiting()).contains("v2");
    assertThat(active()).contains("v1");
    assertThat(gauge("afterimage.approval.waiting")).isEqualTo(1);
    assertThat(gauge("afterimage.approval.time.left")).isEqualTo(7 * 86_400.0 - 2);
    assertThat(rollout.status())
        .contains(
            "version v2 waits for approval until 2026-03-08T10:00:00Z: 'afterimage control approve v2 --reason …' makes it active, 'afterimage control reject v2 --reason …' withdraws it");

    versions.approve(approval("v2"), false);
    tick();

    assertThat(active()).contains("v2");
    assertThat(reason("v2")).contains("20 new labels; approved: as hoped (anna)");
    assertThat(waiting()).isEmpty();
    assertThat(rollout.status()).isEmpty();
    assertThat(gauge("afterimage.approval.waiting")).isZero();
    assertThat(gauge("afterimage.approval.time.left")).isNaN();
    assertThat(versions.approve(approval("v2"), true).modelVersion())
        .as("the same command after a crash")
        .isEqualTo("v2");
    assertThatThrownBy(() -> versions.approve(approval("v2"), false))
        .isInstanceOf(ModelChangeRefusedException.class)
        .hasMessage(
            "version v2 does not wait for approval: it is active (20 new labels; approved: as hoped (anna)); no version does");
  }

  @Test
  void shouldWithdrawWhatSomebodyRejectsAndNotMakeItAgain() {
    stage(2);
    versions.reject(rejection("v2"), false);
    versions.reject(rejection("v2"), true);

    assertThat(active()).contains("v1");
    assertThat(reason("v2")).contains("rejected: too few coats (ben)");
    assertThat(versions.withdrawnTwin(FakeModels.model(2, 1), true)).isPresent();
    assertThat(versions.standing("v2").orElseThrow())
        .endsWith("'afterimage control promote v2' makes it active");
    assertThatThrownBy(() -> versions.reject(rejection("v9"), false))
        .hasMessage("version v9 does not wait for approval: it is unknown; no version does");
  }

  @Test
  void shouldWithdrawWhatNobodyApprovesInTime() {
    stage(2);
    tick(WEEK.minusSeconds(1));
    assertThat(waiting()).contains("v2");

    tick();

    assertThat(waiting()).isEmpty();
    assertThat(active()).contains("v1");
    assertThat(reason("v2")).contains("nobody approved it until 2026-03-08T10:00:00Z");
    assertThatThrownBy(() -> versions.approve(approval("v2"), false))
        .hasMessageContaining("it is withdrawn (nobody approved it until");
  }

  @Test
  void shouldWaitForAsLongAsItTakesWithoutAnExpiry() {
    lead(Promotion.APPROVE, Duration.ZERO);
    stage(2);
    tick(Duration.ofDays(1_000));

    assertThat(waiting()).contains("v2");
    assertThat(gauge("afterimage.approval.waiting")).isEqualTo(1);
    assertThat(gauge("afterimage.approval.time.left")).isNaN();
    assertThat(rollout.status().orElseThrow()).startsWith("version v2 waits for approval: ");
  }

  @Test
  void shouldPutTheNextOneThatPassesInItsPlaceAndRefuseToApproveTheFormer() {
    stage(2);
    stage(3);
    tick();

    assertThat(waiting()).contains("v3");
    assertThatThrownBy(() -> versions.approve(approval("v2"), false))
        .isInstanceOf(ModelChangeRefusedException.class)
        .hasMessage(
            "version v2 does not wait for approval: it is withdrawn (version v3 takes its place); version v3 does");
    versions.approve(approval("v3"), false);
    assertThat(active()).contains("v3");
  }

  /** Its figures say nothing of that one. */
  @Test
  void shouldWithdrawItWhenAnotherVersionIsPublishedMeanwhile() {
    stage(2);
    versions.promote("run", FakeModels.model(3, 1), Provenance.NONE, false);

    assertThatThrownBy(() -> versions.approve(approval("v2"), false))
        .as("before the trainer looks again")
        .isInstanceOf(ModelChangeRefusedException.class)
        .hasMessage(
            "version v2 can no longer be approved: while it waited for approval, version v3 was published, which it was not compared with");
    tick(Duration.ofSeconds(10));

    assertThat(active()).contains("v3");
    assertThat(waiting()).isEmpty();
    assertThat(reason("v2"))
        .contains(
            "while it waited for approval, version v3 was published, which it was not compared with");
  }

  @Test
  void shouldGoOnWaitingUnderAnotherLeader() {
    stage(2);
    tick();
    rollout.close();
    assertThat(gauge("afterimage.approval.waiting")).as("the former leader").isZero();

    lead(Promotion.APPROVE, Duration.ofDays(30));
    tick(Duration.ofDays(6));
    assertThat(waiting()).contains("v2");
    assertThat(gauge("afterimage.approval.waiting")).isEqualTo(1);
    tick(Duration.ofDays(1));
    assertThat(waiting()).as("until it was said then").isEmpty();
  }

  /** The command lies on the topic, and the new leader has not read it yet. */
  @Test
  void shouldTakeAnApprovalThatWasGivenInTimeWhileNoTrainerLed() {
    stage(2);
    now = START.plus(WEEK).minusSeconds(1);
    Command.Approve given = approval("v2");
    now = START.plus(WEEK).plusSeconds(60);

    lead(Promotion.APPROVE, WEEK);
    rollout.tick();
    versions.approve(given, false);

    assertThat(active()).contains("v2");
  }

  @Test
  void shouldRefuseAnApprovalThatWasGivenTooLateWhileNoTrainerLed() {
    stage(2);
    now = START.plus(WEEK).plusSeconds(1);

    lead(Promotion.APPROVE, WEEK);
    rollout.tick();
    assertThatThrownBy(() -> versions.approve(approval("v2"), false))
        .isInstanceOf(ModelChangeRefusedException.class)
        .hasMessage(
            "version v2 can no longer be approved: nobody approved it until 2026-03-08T10:00:00Z");
    tick(Duration.ofSeconds(10));

    assertThat(waiting()).isEmpty();
    assertThat(active()).contains("v1");
  }

  @Test
  void shouldNotMakeActiveWhoseTimeWasOverWhenPromotionBecameAutomatic() {
    stage(2);
    now = START.plus(WEEK).plusSeconds(1);

    lead(Promotion.AUTOMATIC, WEEK);
    rollout.tick();
    assertThat(active()).contains("v1");
    tick(Duration.ofSeconds(10));

    assertThat(waiting()).isEmpty();
    assertThat(active()).contains("v1");
  }

  @Test
  void shouldKeepThePinnedVersionActiveWhenAnotherOneIsApproved() {
    versions.pin(new Command.Pin("p", "v1", Optional.empty(), now), false);
    stage(2);
    tick();
    assertThat(waiting()).contains("v2");

    versions.approve(approval("v2"), false);

    assertThat(active()).contains("v1");
    versions.unpin(new Command.Unpin("u", Optional.empty(), now), false);
    assertThat(active()).contains("v2");
  }

  @Test
  void shouldMakeActiveWhatWaitsWhenNobodyHasToApproveAnyMore() {
    stage(2);
    lead(Promotion.AUTOMATIC, WEEK);
    tick();

    assertThat(active()).contains("v2");
    assertThat(reason("v2").orElseThrow()).endsWith("promotion is automatic");
  }

  @Test
  void shouldNameTheCommandThatDecides() {
    stage(2);

    assertThat(versions.standing("v2").orElseThrow())
        .startsWith("version v2, staged")
        .endsWith("'afterimage control approve v2 --reason …' makes it active");
    versions.announce("v2", Optional.of("needed today"));
    assertThat(active()).as("an override by 'promote'").contains("v2");
  }
}
