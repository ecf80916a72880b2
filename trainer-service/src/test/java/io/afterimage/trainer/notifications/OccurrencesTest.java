package io.afterimage.trainer.notifications;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.ModelEvent;
import io.afterimage.schemas.events.Notification;
import io.afterimage.schemas.events.Notification.Outcome;
import io.afterimage.schemas.events.Reply;
import io.afterimage.schemas.schedule.ScheduleValues;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OccurrencesTest {

  private static final Instant AT = Instant.parse("2026-03-01T12:00:00Z");
  private static final Optional<String> NONE = Optional.empty();

  private final Occurrences occurrences = new Occurrences("shop.");

  private static ModelEvent.Announced announced(String version, String reason) {
    return new ModelEvent.Announced(
        version,
        "somewhere",
        "sha-" + version,
        1,
        List.of("cat", "dog"),
        NONE,
        Optional.empty(),
        Optional.empty(),
        NONE,
        Optional.of(reason),
        NONE,
        AT);
  }

  private static ModelEvent staged(String version, ModelEvent.Stage stage) {
    return new ModelEvent.Staged(version, stage, 0.5, announced(version, "new"), NONE, AT);
  }

  private static Command.Retrain run(String id, String reason) {
    return new Command.Retrain(id, ScheduleValues.none(), Optional.of(reason), AT);
  }

  private static Reply.Done done(String id, Reply.Outcome outcome, String text) {
    return new Reply.Done(id, outcome, text, AT.plusSeconds(9));
  }

  @Test
  void shouldTellWhichVersionIsActiveAndWhichWasBefore() {
    assertThat(occurrences.of(announced("v1", "first")))
        .extracting(Notification::text)
        .containsExactly("version v1 is active: first");

    assertThat(occurrences.of(announced("v2", "20 new labels")))
        .singleElement()
        .isInstanceOfSatisfying(
            Notification.VersionActive.class,
            told -> {
              assertThat(told.pipeline()).contains("shop.");
              assertThat(told.modelVersion()).isEqualTo("v2");
              assertThat(told.previous()).contains("v1");
              assertThat(told.reason()).contains("20 new labels");
              assertThat(told.at()).isEqualTo(AT);
            });
  }

  @Test
  void shouldTellOfARollbackAndOfWhatTakesOver() {
    occurrences.of(announced("v1", "first"));
    occurrences.of(announced("v2", "second"));

    assertThat(
            occurrences.of(new ModelEvent.RolledBack("v2", Optional.of("by the watch: worse"), AT)))
        .extracting(Notification::text)
        .containsExactly(
            "version v2 was rolled back: by the watch: worse",
            "version v1 is active after v2: version v2 was rolled back");
  }

  @Test
  void shouldNotTellOfARollbackThatChangesNothing() {
    ModelEvent.RolledBack last = new ModelEvent.RolledBack("v1", Optional.of("worse"), AT);
    ModelEvent.RolledBack second = new ModelEvent.RolledBack("v2", Optional.of("worse"), AT);
    occurrences.of(announced("v1", "first"));

    assertThat(occurrences.of(last)).isEmpty();
    assertThat(occurrences.of(second)).isEmpty();

    occurrences.of(announced("v2", "second"));
    assertThat(occurrences.of(second)).hasSize(2);
    assertThat(occurrences.of(new ModelEvent.RolledBack("v2", NONE, AT.plusSeconds(9)))).isEmpty();
  }

  @Test
  void shouldTellThatAVersionWaitsForApprovalAndOfItsEnd() {
    Instant until = AT.plusSeconds(3600);
    occurrences.of(announced("v1", "first"));

    assertThat(
            occurrences.of(
                new ModelEvent.Staged(
                    "v2",
                    ModelEvent.Stage.APPROVAL,
                    0,
                    announced("v2", "new"),
                    Optional.of("passed the gate"),
                    Optional.of(until),
                    AT)))
        .singleElement()
        .isInstanceOfSatisfying(
            Notification.VersionWaits.class,
            waits -> {
              assertThat(waits.until()).contains(until);
              assertThat(waits.text())
                  .isEqualTo(
                      "version v2 waits for approval until 2026-03-01T13:00:00Z: passed the gate");
            });
    assertThat(
            occurrences.of(new ModelEvent.RolledBack("v2", Optional.of("nobody decided"), until)))
        .extracting(Notification::text)
        .containsExactly("version v2 was withdrawn before it was active: nobody decided");
  }

  @Test
  void shouldTellOfAVersionThatIsWithdrawnBeforeItIsActive() {
    occurrences.of(announced("v1", "first"));
    assertThat(occurrences.of(staged("v2", ModelEvent.Stage.CANARY))).isEmpty();
    occurrences.of(announced("v3", "third"));

    assertThat(
            occurrences.of(
                new ModelEvent.RolledBack("v2", Optional.of("version v3 takes its place"), AT)))
        .extracting(Notification::text)
        .containsExactly(
            "version v2 was withdrawn before it was active: version v3 takes its place");
  }

  @Test
  void shouldSayNothingWhereNothingChanges() {
    occurrences.of(announced("v1", "first"));
    occurrences.of(new ModelEvent.Pinned("v1", NONE, AT));

    assertThat(occurrences.of(announced("v2", "second"))).isEmpty();
    assertThat(occurrences.of(new ModelEvent.Unpinned("v1", Optional.of("audited"), AT)))
        .extracting(Notification::text)
        .containsExactly("version v2 is active after v1: audited");
  }

  @Test
  void shouldTellOfARunFromItsBeginningToItsEnd() {
    occurrences.given(run("r-1", "new foxes"));

    assertThat(occurrences.of(new Reply.Accepted("r-1", AT)))
        .singleElement()
        .isInstanceOfSatisfying(
            Notification.RunBegan.class,
            began -> {
              assertThat(began.automatic()).isFalse();
              assertThat(began.refresh()).isFalse();
              assertThat(began.text()).isEqualTo("run r-1 began: new foxes");
            });
    assertThat(
            occurrences.of(
                new Reply.Progress(
                    "r-1", "freeze", 1, 2, 0.5, 0.5, Optional.empty(), Optional.empty(), AT)))
        .isEmpty();
    assertThat(
            occurrences.of(
                done(
                    "r-1",
                    new Reply.Published("v4", Optional.of(0.9), Optional.of(0.8)),
                    "published as v4")))
        .singleElement()
        .isInstanceOfSatisfying(
            Notification.RunEnded.class,
            ended -> {
              assertThat(ended.outcome()).isEqualTo(Outcome.PUBLISHED);
              assertThat(ended.modelVersion()).contains("v4");
              assertThat(ended.candidateAccuracy()).contains(0.9);
              assertThat(ended.activeAccuracy()).contains(0.8);
              assertThat(ended.text()).isEqualTo("run r-1: published as v4");
            });
  }

  @Test
  void shouldTellWhyACandidateWasRejectedAndWhyARunFailed() {
    occurrences.given(run("r-1", "a"));
    occurrences.given(run("r-2", "b"));
    occurrences.of(new Reply.Accepted("r-1", AT));
    occurrences.of(new Reply.Accepted("r-2", AT));

    assertThat(
            occurrences.of(
                done("r-1", new Reply.Rejected(0.5, Optional.of(0.75)), "rejected, too few dogs")))
        .singleElement()
        .isInstanceOfSatisfying(
            Notification.RunEnded.class,
            ended -> {
              assertThat(ended.outcome()).isEqualTo(Outcome.REJECTED);
              assertThat(ended.candidateAccuracy()).contains(0.5);
              assertThat(ended.activeAccuracy()).contains(0.75);
              assertThat(ended.text()).contains("too few dogs");
            });
    assertThat(occurrences.of(new Reply.Failed("r-2", "no disk", AT)))
        .extracting(Notification::text)
        .containsExactly("run r-2: failed: no disk");
  }

  @Test
  void shouldTellTheBeginningOfAResumedRunOnceAndNoOtherCommands() {
    occurrences.given(run("r-1", "a"));
    occurrences.given(new Command.Pin("p-1", "v1", NONE, AT));
    occurrences.of(new Reply.Accepted("r-1", AT));

    assertThat(occurrences.of(new Reply.Accepted("r-1", AT.plusSeconds(60)))).isEmpty();
    assertThat(occurrences.of(new Reply.Accepted("p-1", AT))).isEmpty();
    assertThat(occurrences.of(done("p-1", new Reply.Completed(), "done"))).isEmpty();
  }

  @Test
  void shouldNotTellOfARunThatWasRefusedBeforeItBegan() {
    occurrences.given(run("r-1", "a"));

    assertThat(occurrences.of(new Reply.Refused("r-1", "run r-0 is in progress", AT))).isEmpty();
  }

  @Test
  void shouldRaiseTheAlarmWhenARunBeginsBecauseOfDrift() {
    occurrences.given(run("auto-drift-2026", "the predicted labels are spread otherwise"));

    assertThat(occurrences.of(new Reply.Accepted("auto-drift-2026", AT)))
        .extracting(Notification::type)
        .containsExactly(Notification.DRIFT, Notification.RUN_BEGAN);
  }

  @Test
  void shouldTellOfAnInstanceThatCannotLoadAVersion() {
    assertThat(occurrences.ofReport(new ModelEvent.Rejected("v2", "host-1", "heap of 1 GiB", AT)))
        .extracting(Notification::text)
        .containsExactly(
            "instance host-1 cannot load version v2 and keeps serving what it has: heap of 1 GiB");
  }

  @Test
  void shouldGiveTheSameIdsToTheSameRecordsAndOthersToOthers() {
    Occurrences again = new Occurrences("shop.");
    Occurrences elsewhere = new Occurrences("");

    String id = occurrences.of(announced("v1", "first")).get(0).id();

    assertThat(again.of(announced("v1", "first")).get(0).id()).isEqualTo(id);
    assertThat(again.of(announced("v2", "first")).get(0).id()).isNotEqualTo(id);
    assertThat(elsewhere.of(announced("v1", "first")).get(0).id()).isNotEqualTo(id);
    assertThat(id).matches("[0-9a-f-]{36}");
  }
}
