package io.afterimage.client.runs;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.Reply;
import io.afterimage.schemas.events.TrainingRun;
import io.afterimage.schemas.schedule.ScheduleValues;
import io.afterimage.schemas.topics.TopicNames;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class RunLogTest {

  private static final Instant AT = Instant.parse("2026-05-01T10:00:00Z");
  private static final TopicNames NAMES = new TopicNames("shop.");

  private final RunLog log = new RunLog(NAMES);

  private void take(String topic, String key, byte[] value) {
    log.take(new ConsumerRecord<>(topic, 0, 0, key.getBytes(StandardCharsets.UTF_8), value));
  }

  private void give(Command command) {
    take(NAMES.control(), command.commandId(), EventJson.write(command));
  }

  private void tell(Reply reply) {
    take(NAMES.controlReplies(), reply.commandId(), EventJson.write(reply));
  }

  private static Command.Retrain retrain(String id) {
    return new Command.Retrain(id, ScheduleValues.none(), Optional.of("foxes"), AT);
  }

  private static Reply.Progress epoch(String id, int number) {
    return new Reply.Progress(
        id, "freeze", number, 3, 0.5, 0.75, Optional.of(0.5), Optional.empty(), AT);
  }

  private static TrainingRun recorded(String id, Instant ended) {
    return TrainingRun.of(
            retrain(id), AT, 1, new Reply.Done(id, new Reply.Published("v1"), "published", ended))
        .with(Map.of("training.size", "96"), List.of(), Optional.empty());
  }

  @Test
  void shouldTellOfARunThatWasNotRecordedByItsReplies() {
    tell(new Reply.Accepted("r", AT.plusSeconds(1)));
    tell(epoch("r", 1));
    tell(epoch("r", 2));
    tell(new Reply.Accepted("r", AT.plusSeconds(50)));
    tell(epoch("r", 2));
    tell(new Reply.Failed("r", "no model store", AT.plusSeconds(60)));
    give(retrain("r"));

    assertThat(log.underWay()).isEmpty();
    assertThat(log.ended())
        .singleElement()
        .returns(AT.plusSeconds(1), TrainingRun::began)
        .returns(2, TrainingRun::attempts)
        .returns(TrainingRun.Outcome.FAILED, TrainingRun::outcome)
        .satisfies(
            run ->
                assertThat(run.curve()).extracting(TrainingRun.Epoch::epoch).containsExactly(1, 2));
  }

  @Test
  void shouldTakeTheRecordOfARunBeforeItsReplies() {
    TrainingRun run = recorded("r", AT.plusSeconds(9));
    take(NAMES.trainingRuns(), "r", EventJson.write(run));
    give(retrain("r"));
    tell(new Reply.Accepted("r", AT));
    tell(run.end());

    assertThat(log.ended()).containsExactly(run);
  }

  @Test
  void shouldListRunsInTheOrderOfTheirEnds() {
    TrainingRun late = recorded("a", AT.plusSeconds(9));
    TrainingRun early = recorded("b", AT.plusSeconds(3));
    take(NAMES.trainingRuns(), "a", EventJson.write(late));
    take(NAMES.trainingRuns(), "b", EventJson.write(early));
    take(NAMES.trainingRuns(), "c", EventJson.write(recorded("c", AT)));
    take(NAMES.trainingRuns(), "c", null);

    assertThat(log.ended()).containsExactly(early, late);
    assertThat(new RunHistory(log.ended(), List.of(), true).meantBy("v1"))
        .as("the latest that published it")
        .containsExactly(late);
  }

  @Test
  void shouldKnowWhichRunsGoOnAndWhichNeverBegan() {
    give(retrain("on"));
    tell(new Reply.Accepted("on", AT));
    tell(epoch("on", 1));
    give(retrain("not begun"));
    tell(new Reply.Refused("not begun", "run on is in progress", AT));
    give(new Command.Pin("pin", "v1", Optional.empty(), AT));
    tell(new Reply.Accepted("pin", AT));

    assertThat(log.underWay())
        .containsExactly(new RunUnderWay(retrain("on"), AT, Optional.of(epoch("on", 1))));
    assertThat(log.ended()).isEmpty();
  }

  @Test
  void shouldPassOverWhatItCannotRead() {
    byte[] nothing = "{}".getBytes(StandardCharsets.UTF_8);
    take(NAMES.control(), "r", nothing);
    take(NAMES.controlReplies(), "r", null);
    take(NAMES.trainingRuns(), "r", nothing);

    assertThat(log.ended()).isEmpty();
  }

  @Test
  void shouldFindARunByItsIdItsVersionOrItsBeginning() {
    TrainingRun run = recorded("auto-refresh-2026-05-01T10:00:00Z", AT);
    TrainingRun other = recorded("auto-refresh-2026-05-02T10:00:00Z", AT.plusSeconds(1));
    RunHistory history = new RunHistory(List.of(run, other), List.of(), true);

    assertThat(history.meantBy(run.commandId())).containsExactly(run);
    assertThat(history.meantBy("auto-refresh-2026-05-01")).containsExactly(run);
    assertThat(history.meantBy("auto")).containsExactly(run, other);
    assertThat(history.meantBy("v1")).containsExactly(other);
    assertThat(history.meantBy("v9")).isEmpty();
  }
}
