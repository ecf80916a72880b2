package io.afterimage.trainer.service;

import static io.afterimage.trainer.service.RetrainRig.outcome;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.afterimage.config.Settings;
import io.afterimage.models.GateReport;
import io.afterimage.models.Lineage;
import io.afterimage.models.Manifest;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.TrainingReport;
import io.afterimage.models.decision.DecisionRule;
import io.afterimage.registry.ModelChangeRefusedException;
import io.afterimage.registry.Provenance;
import io.afterimage.registry.PublishingRules;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.ModelEvent;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.PredictionRoom;
import io.afterimage.schemas.events.Reply;
import io.afterimage.schemas.events.RunFigures;
import io.afterimage.schemas.events.RunFigures.ClassFigures;
import io.afterimage.schemas.schedule.ScheduleOptions;
import io.afterimage.schemas.schedule.ScheduleValues;
import io.afterimage.trainer.buffer.Example;
import io.afterimage.trainer.guardrails.GuardrailConfig;
import io.afterimage.trainer.rollout.ApprovalConfig;
import io.afterimage.trainer.rollout.CanaryConfig;
import io.afterimage.trainer.rollout.RolloutConfig;
import io.afterimage.training.dataset.Split;
import io.afterimage.training.head.NearTwins;
import io.afterimage.training.validation.PromotionGate;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a candidate: published, rejected or refused, and what is said of it. */
class RetrainRunTest {

  private static final int ALL_DOGS = 0;

  @TempDir private Path elsewhere;
  private RetrainRig rig;

  @BeforeEach
  void fill(@TempDir Path folder) {
    rig = new RetrainRig(folder);
  }

  @Test
  void shouldSayWhichExamplesACandidateWasMadeWith() {
    rig.run("a");

    Map<String, Lineage> lineages = new TreeMap<>();
    rig.retrain().lineages().read(lineages::put);

    String sha256 = rig.log.registry().active().orElseThrow().sha256();
    assertThat(lineages).containsOnlyKeys(sha256);
    assertThat(lineages.get(sha256).size()).isEqualTo(rig.buffer.size());
    rig.buffer
        .snapshot()
        .forEach(
            example ->
                assertThat(lineages.get(sha256).use(example.id()))
                    .contains(example.split().name().toLowerCase(Locale.ROOT)));
  }

  @Test
  void shouldPublishACandidateThatPassesAndTellItsProgress() {
    assertThat(outcome(rig.run("a")))
        .isEqualTo(new Reply.Published("v1", Optional.of(1.0), Optional.empty()));

    assertThat(rig.log.registry().active().orElseThrow().modelVersion()).isEqualTo("v1");
    assertThat(rig.progress)
        .containsExactly(
            new Reply.Progress(
                "a",
                "fine-tune",
                1,
                1,
                0.5,
                0.7,
                Optional.of(0.8),
                Optional.of(0.0),
                Instant.EPOCH));
  }

  @Test
  void shouldRejectACandidateThatIsWorseAndKeepItForAPerson() {
    rig.run("a");
    double dogs = share("dog");
    rig.training.candidate = FakeModels.model(ALL_DOGS, 0.5);

    Reply reply = rig.run("b");

    assertThat(outcome(reply)).isEqualTo(new Reply.Rejected(dogs, Optional.of(1.0)));
    assertThat(((Reply.Done) reply).text())
        .contains("class cat has recall 0.0000", "below the active version's 1.0000");
    assertThat(rig.log.registry().history()).hasSize(1);
    assertThat(rig.retrain().candidates().find("b")).isPresent();
    assertThat(rig.meters.get("afterimage.gate.accuracy").tag("model", "candidate").gauge().value())
        .isEqualTo(dogs);
  }

  /** The fake candidate is sure of its right answers to 0.9. */
  @Test
  void shouldJudgeWhatThePipelineAnswersAndNotWhatTheModelThinks() {
    rig.decisions = new DecisionRule(Map.of("cat", 0.95), "unknown", Map.of());

    Reply reply = rig.run("a");

    assertThat(outcome(reply)).isEqualTo(new Reply.Rejected(share("dog"), Optional.empty()));
    assertThat(((Reply.Done) reply).text()).contains("class cat has recall 0.0000");
  }

  @Test
  void shouldRefuseAFileThatAnswersOtherwiseThanTheTrainingEngine() {
    rig.training.sure = 0.9002;

    assertThat(rig.run("a"))
        .isInstanceOfSatisfying(
            Reply.Failed.class,
            failed -> assertThat(failed.reason()).contains("not what was trained"));
    assertThat(rig.log.registry().history()).isEmpty();
  }

  @Test
  void shouldPublishWithAReportOnTheHeldOutImages() {
    rig.run("a");

    TrainingReport report = rig.versions.active().orElseThrow().manifest().report().orElseThrow();
    assertThat(report.curve())
        .containsExactly(new TrainingReport.Epoch("fine_tune", 0, 0.5, 0.7, 0.4, 0.8, 2, true));
    assertThat(report.heldOut().accuracy()).isEqualTo(1);
    assertThat(report.heldOut().accuracyLow()).isBetween(0.9, 0.99);
    assertThat(report.heldOut().recall()).containsExactly(entry("cat", 1.0), entry("dog", 1.0));
    assertThat(report.heldOut().calibrationError()).isCloseTo(0.1, within(1e-6));
    assertThat(report.heldOut().confusion().get(0).get(1)).isZero();
  }

  @Test
  void shouldKeepTheGatesJudgementWithTheVersion() {
    rig.run("a");

    TrainingReport first = rig.versions.active().orElseThrow().manifest().report().orElseThrow();
    assertThat(first.learned().orElseThrow().keySet()).containsExactly("cat", "dog");
    assertThat(first.learned().orElseThrow().values()).allMatch(count -> count > 10);
    GateReport gate = first.gate().orElseThrow();
    assertThat(gate.passed()).isTrue();
    assertThat(gate.text()).startsWith("passed, accuracy 1.0000");
    assertThat(gate.activeVersion()).isEmpty();
    assertThat(gate.candidate().reliability().orElseThrow()).hasSize(1);
    assertThat(gate.answers())
        .hasSize(gate.candidate().images())
        .allMatch(answer -> answer.candidate().equals(answer.label()));
  }

  @Test
  void shouldKeepTheGatesJudgementWithARejectedCandidate() {
    rig.run("a");
    rig.training.candidate = FakeModels.model(ALL_DOGS, 0.5);

    Reply reply = rig.run("b");

    TrainingReport report =
        rig.retrain().candidates().find("b").orElseThrow().manifest().report().orElseThrow();
    GateReport gate = report.gate().orElseThrow();
    assertThat(gate.passed()).isFalse();
    assertThat(((Reply.Done) reply).text()).contains(gate.text());
    assertThat(gate.activeVersion()).contains("v1");
    assertThat(gate.active().orElseThrow().accuracy()).isEqualTo(1);
    assertThat(gate.candidate().confusion().get(0)).first().isEqualTo(0);
    assertThat(gate.answers())
        .filteredOn(answer -> answer.label().equals("cat"))
        .isNotEmpty()
        .allMatch(
            answer ->
                answer.candidate().equals("dog") && answer.active().equals(Optional.of("cat")));
  }

  @Test
  void shouldTellHowGoodACandidateIsBesideTheActiveVersion() {
    rig.run("a");
    rig.training.candidate = FakeModels.model(ALL_DOGS, 0.5);

    Manifest judged = rig.end(RetrainRig.command("b")).candidate().orElseThrow();
    RunFigures figures = CandidateFigures.of(judged, judged.report().orElseThrow());

    assertThat(figures.activeVersion()).contains("v1");
    assertThat(figures.candidate().accuracy()).isBetween(0.3, 0.7);
    assertThat(figures.activeScores().orElseThrow().accuracy()).isEqualTo(1);
    assertThat(figures.learned().orElseThrow()).isGreaterThan(20);
    assertThat(figures.classes())
        .extracting(ClassFigures::label, ClassFigures::recall, ClassFigures::activeRecall)
        .containsExactly(
            tuple("cat", Optional.of(0.0), Optional.of(1.0)),
            tuple("dog", Optional.of(1.0), Optional.of(1.0)));
  }

  @Test
  void shouldRejectACandidateThatForgetsALabelOfTheActiveVersion() {
    rig.versions.publish(FakeModels.model(ALL_DOGS, 1, List.of("cat", "fox")), Provenance.NONE);

    Reply reply = rig.run("a");

    assertThat(((Reply.Done) reply).text())
        .startsWith("rejected")
        .contains(": it does not know the labels [fox], which the active version knows")
        .endsWith("though it may have learned some");
    assertThat(rig.log.events()).hasSize(1);
  }

  /** Published from a folder whose split is another one, and its images came again as new ones. */
  @Test
  void shouldCountNoImageThatTheActiveVersionHasLearned() {
    ModelArtifact active = FakeModels.model(ALL_DOGS, 0.9);
    List<Example> held = held();
    Example byId = held.get(0);
    Example byImage = held.get(1);
    rig.buffer.put(byImage.with(Optional.of("0".repeat(64)), Optional.empty()));
    rig.retrain()
        .lineages()
        .put(
            active.manifest().sha256(),
            new Lineage(Map.of("train", List.of(byId.id())), Optional.of(Set.of("0".repeat(64)))));
    rig.versions.publish(active, Provenance.NONE);

    Reply reply = rig.run("a");

    assertThat(((Reply.Done) reply).text())
        .contains("on the same %d images that neither has learned".formatted(held.size() - 2))
        .doesNotContain("not recorded");
  }

  /** The better of two may not be undone by a detour over one that was let pass. */
  @Test
  void shouldCompareWithTheBestEarlierVersionToo() {
    rig.run("a");
    rig.versions.publish(FakeModels.model(ALL_DOGS, 0.9), Provenance.NONE);
    rig.training.candidate = FakeModels.model(FakeModels.RIGHT - 1, 0.5, List.of("dog", "cat"));

    Reply reply = rig.run("b");

    assertThat(((Reply.Done) reply).text())
        .contains("not shown to be as good as the best earlier version", "of version v1");
  }

  /** Or a near copy of a version that the watch took back has the same chance again. */
  @Test
  void shouldSpendTheErrorRateOverACandidateThatPassedAndWasRolledBack() {
    rig.versions.publish(FakeModels.model(FakeModels.RIGHT - 2, 1), Provenance.NONE);
    rig.runAndTell("a");
    rig.versions.rollBack(new Command.RollBack("r", "v2", Optional.empty(), Instant.EPOCH), false);
    rig.training.candidate = FakeModels.model(FakeModels.RIGHT - 1, 1);

    Reply reply = rig.run(forced("b"));

    double earned = 0.05 / 2 + 0.05 * held().size() / 500;
    assertThat(((Reply.Done) reply).text())
        .startsWith("published")
        .contains("of version v1", "is %.2g %%)".formatted(100 * earned / 4));
  }

  @Test
  void shouldSpendTheErrorRateOverTheCandidatesThatWereRejected() {
    rig.run("a");
    rig.training.candidate = FakeModels.model(ALL_DOGS, 0.5);
    rig.runAndTell("b");
    rig.training.candidate = FakeModels.model(FakeModels.RIGHT - 1, 1);

    Reply reply = rig.run(forced("c"));

    double earned = 0.05 / 2 + 0.05 * held().size() / 500;
    assertThat(((Reply.Done) reply).text())
        .startsWith("published")
        .contains("is %.2g %%)".formatted(100 * earned / 4));
  }

  /** All black images are one scene, and so are all white ones. */
  @Test
  void shouldCallTheFiguresOptimisticWhereATwinOfEveryHeldOutImageIsLearned() {
    rig.twinCosine = NearTwins.USUAL_COSINE;
    int held = held().size();

    Reply reply = rig.run("a");

    assertThat(((Reply.Done) reply).text())
        .startsWith("published")
        .contains("optimistic: %d of %d images".formatted(held, held));
    assertThat(
            rig.versions.active().orElseThrow().manifest().report().orElseThrow().heldOut().twins())
        .contains(new TrainingReport.Twins(held, true));
    rig.training.candidate = FakeModels.model(FakeModels.RIGHT - 1, 1);
    assertThat(((Reply.Done) rig.run(forced("b"))).text())
        .startsWith("published")
        .contains("so %d count that version v1 knows a twin of, and 0 do not".formatted(held));
  }

  /** White cats and black dogs since then. */
  @Test
  void shouldLetTheImagesDecideThatWereLabelledLast() {
    rig.run("a");
    for (int i = 0; i < 24; i++) {
      boolean cat = i % 2 == 0;
      Instant later = Instant.EPOCH.plusSeconds(1 + i);
      rig.put("new-" + i, cat ? "cat" : "dog", cat ? 0xffffff : 0, Split.TEST, later);
    }
    rig.gate = PromotionGate.read(new Settings(Map.of("gate.margin", "0.3", "gate.window", "20")));
    rig.training.candidate = FakeModels.model(FakeModels.RIGHT - 1, 1);

    Reply reply = rig.run("b");

    assertThat(outcome(reply))
        .isEqualTo(new Reply.Published("v2", Optional.of(0.0), Optional.of(0.0)));
    assertThat(((Reply.Done) reply).text()).contains("on the same 20 images");
  }

  private static Command.Retrain forced(String id) {
    return new Command.Retrain(
        id,
        ScheduleValues.none(),
        Optional.empty(),
        Optional.of(true),
        Optional.empty(),
        Instant.EPOCH);
  }

  @Test
  void shouldPublishNothingWhenCancelledAfterTheTraining() {
    Reply reply =
        rig.retrain()
            .run(RetrainRig.command("a"), false, rig.progress::add, () -> rig.training.runs > 0)
            .reply();

    assertThat(reply).isEqualTo(new Reply.Failed("a", "cancelled", Instant.EPOCH));
    assertThat(rig.log.events()).isEmpty();
  }

  @Test
  void shouldNameTheClassesThatAreTooSmallToBeLearned() {
    rig.put("fox-1", "fox", 0xff0000);

    Reply reply = rig.run("a");

    assertThat(((Reply.Done) reply).text()).endsWith("left out with fewer than 10 images: {fox=1}");
    assertThat(rig.training.learnedFrom).isEqualTo(200);
  }

  @Test
  void shouldEndBeforeAnImageIsDecodedWhereThereIsNoRoomForSoManyClasses() {
    rig.training.room = 1;

    assertThat(rig.run("a"))
        .isInstanceOfSatisfying(
            Reply.Failed.class,
            failed -> assertThat(failed.reason()).isEqualTo("there is no room for 2 classes"));
    assertThat(rig.training.runs).isZero();
  }

  @Test
  void shouldEndBeforeItTrainsWhereTheTopicsTakeTooSmallRecords() {
    RetrainRig small =
        new RetrainRig(elsewhere, new PublishingRules(PredictionRoom.DEFAULT, 5_000, 5_000));

    assertThat(small.run("a"))
        .isInstanceOfSatisfying(
            Reply.Failed.class,
            failed ->
                assertThat(failed.reason())
                    .contains("a model of 2 classes cannot be published", "max.message.bytes"));
    assertThat(small.training.runs).isZero();
  }

  @Test
  void shouldNotPublishTheSameModelTwice() {
    rig.run("a");

    assertThat(outcome(rig.run("b"))).isEqualTo(new Reply.Completed());
    assertThat(rig.log.registry().history()).hasSize(1);
  }

  @Test
  void shouldStageWhatPassesWhereVersionsAreTriedFirst() {
    RolloutConfig shadows =
        new RolloutConfig(500, 0.1, 0, GuardrailConfig.DEFAULT, Duration.ofDays(1));
    RetrainRig trying = new RetrainRig(elsewhere, PublishingRules.DEFAULT, shadows);
    trying.run("a");
    trying.training.candidate = FakeModels.model(FakeModels.RIGHT - 1, 1);

    Reply.Done reply = (Reply.Done) trying.run("b");

    assertThat(reply.text()).startsWith("published as v2 to be tried as a shadow, accuracy");
    assertThat(trying.log.registry().active().map(Announced::modelVersion)).contains("v1");
    Announced staged = trying.log.registry().staged().orElseThrow().announcement();
    assertThat(staged.publishedBy()).contains("trainer, run b");
    assertThat(staged.gate()).isPresent();
    assertThat(outcome(trying.resume("b"))).as("it is there").isEqualTo(new Reply.Published("v2"));
    assertThat(trying.versions.bestEarlier()).as("it is not proven").isEmpty();
  }

  @Test
  void shouldLetWhatPassesWaitWhereSomebodyHasToApproveItAndGoOnLearning() {
    RolloutConfig approved =
        new RolloutConfig(
            0,
            0.1,
            0,
            GuardrailConfig.DEFAULT,
            Duration.ofDays(1),
            CanaryConfig.OFF,
            new ApprovalConfig(ApprovalConfig.Promotion.APPROVE, Duration.ofDays(7)));
    RetrainRig waiting = new RetrainRig(elsewhere, PublishingRules.DEFAULT, approved);

    Reply.Done reply = (Reply.Done) waiting.run("a");

    assertThat(reply.text())
        .startsWith(
            "published as v1 to wait for approval ('afterimage control approve v1 --reason …' makes it active), accuracy");
    assertThat(waiting.log.registry().active()).as("not even the first one").isEmpty();
    assertThat(outcome(waiting.resume("a"))).isEqualTo(new Reply.Published("v1"));
    Announced waits = waiting.log.registry().waiting().orElseThrow().announcement();
    assertThat(waits.gate()).isPresent();
    assertThat(waits.publishedBy()).contains("trainer, run a");

    waiting.training.candidate = FakeModels.model(FakeModels.RIGHT - 1, 1);
    assertThat(outcome(waiting.run("b"))).isInstanceOf(Reply.Published.class);
    assertThat(waiting.log.registry().waiting().map(ModelEvent.Staged::modelVersion))
        .contains("v2");
    assertThat(waiting.log.registry().history("v1").orElseThrow().reason())
        .contains("version v2 takes its place");
  }

  @Test
  void shouldAnnounceWithTheGatesFiguresAndWhoAndWhy() {
    rig.run("a");
    rig.training.candidate = FakeModels.model(FakeModels.RIGHT - 1, 1);
    Command.Retrain command =
        new Command.Retrain(
            "b", ScheduleValues.none(), Optional.of("80 new labels"), Instant.EPOCH);

    rig.run(command);

    Announced second = rig.log.registry().active().orElseThrow();
    assertThat(second.modelVersion()).isEqualTo("v2");
    assertThat(second.publishedBy()).contains("trainer, run b");
    assertThat(second.reason()).contains("80 new labels");
    assertThat(second.gate())
        .hasValueSatisfying(
            gate -> {
              assertThat(gate.accuracy()).isEqualTo(1);
              assertThat(gate.low()).isBetween(0.9, 0.99);
              assertThat(gate.heldOut()).isEqualTo(held().size());
              assertThat(gate.activeAccuracy()).contains(1.0);
            });
  }

  @Test
  void shouldRejectTheTwinOfAWithdrawnVersionByName() {
    rig.run("a");
    rig.training.candidate = FakeModels.model(FakeModels.RIGHT - 1, 1);
    rig.run("b");
    rig.log.append(new ModelEvent.RolledBack("v2", Optional.of("confuses foxes"), Instant.EPOCH));

    Reply again = rig.run("c");

    assertThat(outcome(again)).isEqualTo(new Reply.Rejected(1.0, Optional.of(1.0)));
    assertThat(((Reply.Done) again).text())
        .contains("it is version v2, which was rolled back (confuses foxes)", "models restore v2");
    assertThatThrownBy(() -> rig.versions.publish(rig.training.candidate, Provenance.NONE))
        .isInstanceOf(ModelChangeRefusedException.class)
        .hasMessageContaining("version v2");
    assertThat(rig.log.registry().history()).hasSize(2);
  }

  /** Another file, as of an engine that adds in another order, from the very same examples. */
  @Test
  void shouldNotLearnAWithdrawnVersionAnewByItself() {
    rig.run("a");
    rig.training.candidate = FakeModels.model(FakeModels.RIGHT - 1, 1);
    rig.run("b");
    rig.log.append(new ModelEvent.RolledBack("v2", Optional.empty(), Instant.EPOCH));
    rig.training.candidate = FakeModels.model(FakeModels.RIGHT - 2, 1);

    assertThat(((Reply.Done) rig.run("auto-c")).text())
        .contains("trained from the same examples as version v2");
    assertThat(outcome(rig.run("a-person-asks")))
        .isEqualTo(new Reply.Published("v3", Optional.of(1.0), Optional.of(1.0)));
  }

  @Test
  void shouldRefuseToLearnTheSameAgainBeforeAnythingIsTrained() {
    rig.runAndTell("a");

    assertThat(refusal(rig.run("b")))
        .contains("nothing new to learn", "run a made version v1, published at 1970", "--force");
    assertThat(rig.training.runs).isEqualTo(1);
    assertThat(rig.log.registry().history()).hasSize(1);
  }

  @Test
  void shouldLearnWhenThereAreOtherExamplesOrOverridesOrWhenForced() {
    rig.runAndTell("a");
    Command.Retrain forced =
        new Command.Retrain(
            "b",
            ScheduleValues.none(),
            Optional.empty(),
            Optional.of(true),
            Optional.empty(),
            Instant.EPOCH);
    Command.Retrain otherwise =
        new Command.Retrain(
            "c",
            ScheduleValues.none().with(ScheduleOptions.SEED, 7L),
            Optional.empty(),
            Instant.EPOCH);

    assertThat(outcome(rig.run(forced))).isEqualTo(new Reply.Completed());
    assertThat(outcome(rig.run(otherwise))).isEqualTo(new Reply.Completed());
    rig.put("picture-0", "dog", 0);
    assertThat(rig.run("d")).isInstanceOf(Reply.Done.class);
    assertThat(rig.training.runs).isEqualTo(4);
  }

  @Test
  void shouldNameTheWithdrawnVersionThatTheSameExamplesWouldMakeAgain() {
    rig.runAndTell("a");
    rig.training.candidate = FakeModels.model(FakeModels.RIGHT - 1, 1);
    rig.put("picture-0", "dog", 0xffffff);
    rig.runAndTell("b");
    rig.log.append(new ModelEvent.RolledBack("v2", Optional.of("confuses foxes"), Instant.EPOCH));

    assertThat(refusal(rig.run("c")))
        .contains(
            "run b made version v2, which was rolled back (confuses foxes)",
            "afterimage models restore v2");
    assertThat(rig.training.runs).isEqualTo(2);
  }

  @Test
  void shouldJudgeARejectedCandidateAnewWhenAnotherVersionIsActive() {
    rig.runAndTell("a");
    rig.training.candidate = FakeModels.model(ALL_DOGS, 0.5);
    rig.put("picture-0", "dog", 0xffffff);
    rig.runAndTell("b");

    assertThat(refusal(rig.run("c"))).contains("run b made a candidate that was rejected");
    rig.versions.publish(FakeModels.model(FakeModels.RIGHT - 1, 1), Provenance.NONE);
    assertThat(rig.run("d")).isInstanceOf(Reply.Done.class);
  }

  @Test
  void shouldNameTheVersionThatARejectedCandidateBecameByPromotion() {
    rig.runAndTell("a");
    rig.training.candidate = FakeModels.model(ALL_DOGS, 0.5);
    rig.put("picture-0", "dog", 0xffffff);
    rig.runAndTell("b");
    rig.versions.promote(
        "b",
        rig.training.candidate,
        new Provenance(Optional.empty(), Optional.of(Versions.promoter("b")), Optional.empty()),
        false);

    assertThat(refusal(rig.run("c"))).contains("run b made version v2, published at 1970");
    assertThat(rig.training.runs).isEqualTo(2);
  }

  @Test
  void shouldRefuseOverridesOutOfRangeBeforeAnythingIsTrained() {
    Command.Retrain command =
        new Command.Retrain(
            "a",
            ScheduleValues.none().with(ScheduleOptions.BATCH_SIZE, 0),
            Optional.empty(),
            Instant.EPOCH);

    assertThat(refusal(rig.run(command))).contains("batch size is 0");
    assertThat(rig.training.runs).isZero();
  }

  @Test
  void shouldRefuseToPromoteWhatIsPublishedAlready() {
    rig.run("a");
    Provenance byCommand =
        new Provenance(Optional.empty(), Optional.of("trainer, by command"), Optional.empty());

    assertThatThrownBy(() -> rig.versions.promote("a", rig.training.candidate, byCommand, false))
        .isInstanceOf(ModelChangeRefusedException.class)
        .hasMessageContaining("the candidate of run a is version v1 already, published at 1970")
        .hasMessageContaining("afterimage control pin v1");
    assertThat(rig.log.registry().history()).hasSize(1);
  }

  @Test
  void shouldFinishAPromotionThatWasInterruptedAfterItsPublication() {
    Provenance byCommand =
        new Provenance(Optional.empty(), Optional.of("trainer, by command"), Optional.empty());
    rig.versions.promote("a", rig.training.candidate, byCommand, false);

    assertThat(rig.versions.promote("a", rig.training.candidate, byCommand, true).modelVersion())
        .isEqualTo("v1");
    assertThat(rig.log.registry().history()).hasSize(1);
  }

  @Test
  void shouldRefuseWithWhatIsNeededAndHowToLabelWhenNothingIsLabelled() {
    rig.buffer.clear();

    assertThat(refusal(rig.run("a")))
        .startsWith(
            "there are no labelled images yet; a run needs 2 classes with at least 10 labelled"
                + " images each")
        .contains("afterimage label IMAGE_ID LABEL", "afterimage training-set load FOLDER")
        .hasLineCount(1);
  }

  @Test
  void shouldRefuseWithTheSizeOfEachClassWhenTooLittleIsLabelled() {
    rig.buffer.clear();
    rig.fill(0, 1);
    for (int i = 0; i < 12; i++) {
      rig.put("dog-" + i, "dog", 0xffffff);
    }

    assertThat(refusal(rig.run("a")))
        .startsWith("there are too few labelled images: {dog=12, cat=1}; a run needs 2 classes");
  }

  private static String refusal(Reply reply) {
    assertThat(reply).isInstanceOf(Reply.Refused.class);
    return ((Reply.Refused) reply).why();
  }

  private List<Example> held() {
    return rig.buffer.snapshot().stream().filter(e -> e.split() != Split.TRAIN).toList();
  }

  private double share(String label) {
    List<Example> held = held();
    return (double) held.stream().filter(e -> e.label().equals(label)).count() / held.size();
  }
}
