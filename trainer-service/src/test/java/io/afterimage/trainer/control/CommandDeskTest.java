package io.afterimage.trainer.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.Reply;
import io.afterimage.schemas.events.RunFigures;
import io.afterimage.schemas.events.TrainingRun;
import io.afterimage.schemas.schedule.ScheduleValues;
import io.afterimage.service.News;
import io.afterimage.testkit.LogLines;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class CommandDeskTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private final List<Reply> replies = new ArrayList<>();
  private final List<TrainingRun> runs = new ArrayList<>();
  private final List<Long> committed = new ArrayList<>();
  private final FakeWorkshop workshop = new FakeWorkshop();
  private CommandLedger ledger = new CommandLedger();
  private CommandDesk desk = desk();
  private long offset;

  private final class Noted implements Answers {

    @Override
    public void say(Reply reply) {
      replies.add(reply);
    }

    @Override
    public void request(Command command) {
      receive(command);
    }

    @Override
    public void conclude(Optional<Reply> reply, long next) {
      reply.ifPresent(replies::add);
      committed.add(next);
    }

    @Override
    public void conclude(Reply end, TrainingRun run, long next) {
      runs.add(run);
      conclude(Optional.of(end), next);
    }
  }

  private CommandDesk desk() {
    return new CommandDesk(ledger, workshop, new Noted(), InstantSource.fixed(NOW));
  }

  /** A desk of another trainer, which knows the replies and goes on at the committed offset. */
  private void takeOver(long from) {
    ledger = new CommandLedger();
    replies.forEach(ledger::observe);
    desk = desk();
    offset = from;
  }

  private void receive(Command command) {
    receive(EventJson.write(command));
  }

  private void receive(byte[] value) {
    byte[] key = "key".getBytes(StandardCharsets.UTF_8);
    desk.receive(Received.read(new ConsumerRecord<>("control", 0, offset++, key, value)));
  }

  private void ended(Reply outcome) {
    desk.ended(outcome, RunDetails.NONE);
  }

  private static Command retrain(String id) {
    return new Command.Retrain(id, ScheduleValues.none(), Optional.empty(), NOW);
  }

  private static Reply done(String id) {
    return new Reply.Done(id, new Reply.Published("v1"), "published", NOW);
  }

  private static Reply.Progress progress(String id) {
    return new Reply.Progress(
        id, "freeze", 1, 2, 0.5, 0.7, Optional.empty(), Optional.empty(), NOW);
  }

  private List<String> kinds() {
    return replies.stream()
        .map(reply -> reply.getClass().getSimpleName() + " " + reply.commandId())
        .toList();
  }

  @Test
  void shouldCommitARunsOffsetOnlyWithItsOutcome() {
    receive(retrain("a"));
    receive(new Command.Status("s", NOW));
    assertThat(committed).containsExactly(0L);

    ended(done("a"));

    assertThat(committed).containsExactly(0L, 2L);
    assertThat(kinds()).containsExactly("Accepted a", "Done s", "Done a");
    assertThat(((Reply.Done) replies.get(1)).text()).isEqualTo("running a");
  }

  @Test
  void shouldTellInOneLineHowARunEndedAndWhatToDo() {
    try (LogLines news = new LogLines(News.LOGGER)) {
      receive(retrain("a"));
      ended(
          new Reply.Done("a", new Reply.Rejected(0.5, Optional.of(0.75)), "rejected, worse", NOW));

      assertThat(news.lines())
          .containsExactly(
              "run finished run=\"a\" outcome=\"rejected\""
                  + " why=\"rejected, worse; v2 is active\""
                  + " next=\"more labels make another candidate, 'afterimage control promote a'"
                  + " publishes this one anyway\"");
    }
  }

  @Test
  void shouldActOnceOnACommandThatComesTwice() {
    receive(new Command.Pin("p", "v1", Optional.empty(), NOW));
    receive(new Command.Pin("p", "v1", Optional.empty(), NOW));
    receive(retrain("a"));
    receive(retrain("a"));

    assertThat(workshop.done).containsExactly("pin v1", "start a");
    assertThat(kinds()).containsExactly("Accepted p", "Done p", "Accepted a");
    assertThat(committed).containsExactly(1L, 2L, 2L);
  }

  @Test
  void shouldResumeTheRunOfATrainerThatCrashedAndRepeatNothingElse() {
    receive(retrain("a"));
    receive(new Command.Pin("p", "v1", Optional.empty(), NOW));
    takeOver(committed.get(committed.size() - 1));

    receive(retrain("a"));
    receive(new Command.Pin("p", "v1", Optional.empty(), NOW));
    ended(done("a"));

    assertThat(workshop.done).containsExactly("start a", "pin v1", "resume a");
    assertThat(committed).last().isEqualTo(2L);
  }

  @Test
  void shouldRecordARunOnceWithItsOutcome() {
    workshop.active = Optional.of(new Workshop.Active("v1", false));
    receive(new Command.Retrain("a", ScheduleValues.none(), Optional.of("foxes"), NOW));
    RunFigures figures =
        new RunFigures(
            Optional.of(9),
            new RunFigures.Scores(5, 0.8, 0.5, 0.9, 0.4, 0.1),
            Optional.empty(),
            Optional.empty(),
            List.of());
    List<TrainingRun.Epoch> curve = List.of(TrainingRun.Epoch.of(progress("a")));

    desk.ended(
        done("a"), new RunDetails(Map.of("training.size", "96"), curve, Optional.of(figures)));
    receive(new Command.Retrain("a", ScheduleValues.none(), Optional.of("foxes"), NOW));

    assertThat(runs)
        .singleElement()
        .returns(Optional.of("foxes"), TrainingRun::reason)
        .returns(TrainingRun.Outcome.PUBLISHED, TrainingRun::outcome)
        .returns("published; v1 is active", TrainingRun::text)
        .returns(1, TrainingRun::attempts)
        .returns(NOW, TrainingRun::began)
        .returns(Map.of("training.size", "96"), TrainingRun::settings)
        .returns(curve, TrainingRun::curve)
        .returns(Optional.of(figures), TrainingRun::figures);
  }

  @Test
  void shouldRecordWhenARunBeganFirstAndTheEpochsOfAllItsAttempts() {
    replies.add(new Reply.Accepted("a", NOW.minusSeconds(60)));
    replies.add(progress("a"));
    takeOver(0);
    receive(retrain("a"));
    desk.progressed(
        new Reply.Progress("a", "freeze", 2, 2, 0.4, 0.8, Optional.empty(), Optional.empty(), NOW));
    receive(new Command.Cancel("c", Optional.of("a"), NOW));

    ended(new Reply.Failed("a", "cancelled", NOW));

    assertThat(runs)
        .singleElement()
        .returns(TrainingRun.Outcome.CANCELLED, TrainingRun::outcome)
        .returns(NOW.minusSeconds(60), TrainingRun::began)
        .returns(2, TrainingRun::attempts)
        .satisfies(
            run ->
                assertThat(run.curve()).extracting(TrainingRun.Epoch::epoch).containsExactly(1, 2));
  }

  @Test
  void shouldRecordNoCommandThatDidNotRun() {
    receive(retrain("a"));
    receive(retrain("b"));
    receive(new Command.Pin("p", "v1", Optional.empty(), NOW));

    assertThat(runs).isEmpty();
  }

  @Test
  void shouldGiveUpARunThatEndsEachTrainer() {
    for (int i = 0; i < CommandDesk.MOST_ATTEMPTS; i++) {
      takeOver(0);
      receive(retrain("a"));
    }
    workshop.done.clear();
    takeOver(0);

    receive(retrain("a"));

    assertThat(workshop.done).isEmpty();
    assertThat(kinds()).last().isEqualTo("Failed a");
    assertThat(runs)
        .singleElement()
        .returns(TrainingRun.Outcome.FAILED, TrainingRun::outcome)
        .returns(CommandDesk.MOST_ATTEMPTS, TrainingRun::attempts);
  }

  @Test
  void shouldRefuseASecondRunWhileOneIsUnderWay() {
    receive(retrain("a"));
    receive(retrain("b"));

    assertThat(workshop.done).containsExactly("start a");
    assertThat(replies)
        .last()
        .isEqualTo(
            new Reply.Refused("b", "run a is in progress: wait for it, or cancel it first", NOW));
  }

  @Test
  void shouldAnswerACancelWhenTheRunHasStopped() {
    receive(retrain("a"));
    receive(new Command.Cancel("c", Optional.of("a"), NOW));
    assertThat(workshop.done).containsExactly("start a", "cancel");
    assertThat(kinds()).containsExactly("Accepted a", "Accepted c");

    ended(new Reply.Failed("a", "cancelled", NOW));

    assertThat(kinds()).containsExactly("Accepted a", "Accepted c", "Failed a", "Done c");
    assertThat(committed).containsExactly(1L, 2L);
  }

  @Test
  void shouldSayThatARunEndedBeforeItCouldBeStopped() {
    receive(retrain("a"));
    receive(new Command.Cancel("c", Optional.empty(), NOW));

    ended(done("a"));

    assertThat(replies)
        .last()
        .isEqualTo(new Reply.Failed("c", "run a finished before it could be cancelled", NOW));
    assertThat(committed).last().isEqualTo(2L);
  }

  @Test
  void shouldTellTheProgressOfTheRunThatIsUnderWayAndOfNoOther() {
    receive(retrain("a"));

    desk.progressed(progress("a"));
    desk.progressed(progress("b"));

    assertThat(kinds()).containsExactly("Accepted a", "Progress a");
  }

  @Test
  void shouldCancelAgainWhenATrainerCrashedBeforeTheRunHadStopped() {
    receive(retrain("a"));
    receive(new Command.Cancel("c", Optional.of("a"), NOW));
    takeOver(0);

    receive(retrain("a"));
    receive(new Command.Cancel("c", Optional.of("a"), NOW));

    assertThat(workshop.done).containsExactly("start a", "cancel", "resume a", "cancel");
  }

  @Test
  void shouldRefuseToCancelWhatDoesNotRun() {
    receive(new Command.Cancel("c", Optional.empty(), NOW));
    receive(retrain("a"));
    receive(new Command.Cancel("d", Optional.of("b"), NOW));

    assertThat(kinds()).containsExactly("Refused c", "Accepted a", "Refused d");
    assertThat(workshop.done).containsExactly("start a");
  }

  @Test
  void shouldTellARepeatedChangeThatItIsResumed() {
    Command rollBack = new Command.RollBack("r", "v2", Optional.empty(), NOW);
    ledger.observe(new Reply.Accepted("r", NOW));

    receive(rollBack);
    ledger.observe(new Reply.Accepted("a", NOW));
    receive(new Command.Approve("a", "v2", Optional.empty(), NOW));

    assertThat(workshop.done).containsExactly("roll back v2 again", "approve v2 again");
  }

  @Test
  void shouldSayWhoApprovedOrRejectedAVersionAndWhy() {
    receive(new Command.Approve("a", "v2", Optional.of("as hoped (anna)"), NOW));
    receive(new Command.Reject("r", "v3", Optional.of("too few coats (ben)"), NOW));
    receive(new Command.Approve("f", "far", Optional.empty(), NOW));

    assertThat(workshop.done).containsExactly("approve v2", "reject v3");
    assertThat(replies)
        .filteredOn(reply -> !(reply instanceof Reply.Accepted))
        .containsExactly(
            new Reply.Done(
                "a",
                new Reply.Published("v2"),
                "version v2 is approved: as hoped (anna); v2 is active",
                Optional.of("v2"),
                Optional.empty(),
                NOW),
            new Reply.Done(
                "r",
                new Reply.Completed(),
                "version v3 is rejected: too few coats (ben); v2 is active",
                Optional.of("v2"),
                Optional.empty(),
                NOW),
            new Reply.Failed("f", "the log of model events cannot be read; v2 is active", NOW));
  }

  @Test
  void shouldRestoreAVersion() {
    receive(new Command.Restore("r", "v2", Optional.of("was right"), NOW));

    assertThat(workshop.done).containsExactly("restore v2");
    assertThat(kinds()).containsExactly("Accepted r", "Done r");
  }

  @Test
  void shouldSayWhyARunWasCancelled() {
    receive(retrain("a"));
    receive(new Command.Cancel("c", Optional.of("a"), Optional.of("wrong labels"), NOW));
    ended(new Reply.Failed("a", "cancelled", NOW));

    assertThat(replies)
        .last()
        .isInstanceOfSatisfying(
            Reply.Done.class,
            done -> assertThat(done.text()).isEqualTo("run a has stopped: wrong labels"));
  }

  @Test
  void shouldAnswerRefusalsOfTheRegistry() {
    receive(new Command.Pin("p", "unknown", Optional.empty(), NOW));

    assertThat(replies)
        .last()
        .isEqualTo(new Reply.Refused("p", "version unknown is unknown; v2 is active", NOW));
    assertThat(committed).containsExactly(1L);
  }

  @Test
  void shouldSayThatAChangeFailedWhenTheStoreDoesNotAnswer() {
    receive(new Command.Pin("p", "far", Optional.empty(), NOW));

    assertThat(replies)
        .last()
        .isEqualTo(
            new Reply.Failed("p", "the log of model events cannot be read; v2 is active", NOW));
    assertThat(committed).containsExactly(1L);
  }

  @Test
  void shouldTryAFailedRollbackOfTheWatchAgainWhenItIsAskedFor() {
    Command rollBack = new Command.RollBack("auto-rollback-far", "far", Optional.empty(), NOW);
    receive(rollBack);
    assertThat(kinds()).last().isEqualTo("Failed auto-rollback-far");

    workshop.isFarReached = true;
    receive(rollBack);
    receive(rollBack);

    assertThat(workshop.done).containsExactly("roll back far again");
    assertThat(kinds()).last().isEqualTo("Done auto-rollback-far");
  }

  @Test
  void shouldNameTheVersionThatAPromotedCandidateBecame() {
    receive(new Command.Promote("m", "a", Optional.empty(), NOW));

    assertThat(replies)
        .last()
        .isEqualTo(
            new Reply.Done(
                "m",
                new Reply.Published("v2"),
                "published as v2; v2 is active",
                Optional.of("v2"),
                Optional.empty(),
                NOW));
  }

  @Test
  void shouldRefuseARecordThatIsNoCommandAndGoOn() {
    receive("{\"type\":\"explode\"}".getBytes(StandardCharsets.UTF_8));
    receive((byte[]) null);
    receive(new Command.Promote("m", "a", Optional.empty(), NOW));

    assertThat(kinds()).containsExactly("Refused key", "Refused key", "Accepted m", "Done m");
    assertThat(committed).containsExactly(1L, 2L, 3L);
    assertThat(workshop.done).containsExactly("promote a");
  }

  @Test
  void shouldSayWhatIsActiveAfterwardsThoughSomethingElseWasPublished() {
    workshop.active = Optional.of(new Workshop.Active("v1", true));
    receive(retrain("a"));
    ended(
        new Reply.Done(
            "a",
            new Reply.Published("v3"),
            "published as v3",
            Optional.empty(),
            Optional.of("fingerprint"),
            NOW));
    workshop.active = Optional.empty();
    receive(new Command.RollBack("r", "v1", Optional.empty(), NOW));

    assertThat(replies)
        .filteredOn(Reply.Done.class::isInstance)
        .containsExactly(
            new Reply.Done(
                "a",
                new Reply.Published("v3"),
                "published as v3; v1 is active, because it is pinned",
                Optional.of("v1"),
                Optional.of("fingerprint"),
                NOW),
            new Reply.Done("r", new Reply.Completed(), "done; no version is active", NOW));
    assertThat(ledger.run("fingerprint")).contains((Reply.Done) replies.get(1));
  }

  @Test
  void shouldRefuseUnknownFieldsByNameWithWhatWasMeant() {
    receive(json("retrain", "\"overrides\":{\"epochs\":3}"));
    receive(json("pin", "\"modelVersion\":\"v1\",\"reasn\":\"audit\""));

    assertThat(workshop.done).isEmpty();
    assertThat(committed).containsExactly(1L, 2L);
    assertThat(replies)
        .extracting(reply -> ((Reply.Refused) reply).why())
        .satisfiesExactly(
            why ->
                assertThat(why)
                    .contains(
                        "field overrides.epochs: unknown field",
                        "did you mean fineTuneEpochs or frozenEpochs?"),
            why -> assertThat(why).contains("field reasn", "did you mean reason?"));
  }

  private static byte[] json(String type, String fields) {
    return "{\"type\":\"%s\",\"commandId\":\"c\",%s,\"at\":\"2026-03-01T12:00:00Z\"}"
        .formatted(type, fields)
        .getBytes(StandardCharsets.UTF_8);
  }
}
