package io.afterimage.schemas.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.schemas.topics.Topics;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrainingRunTest {

  private static final Instant BEGAN = Instant.parse("2026-03-01T12:00:00Z");
  private static final Instant ENDED = BEGAN.plusSeconds(90);
  private static final Command.Retrain COMMAND =
      Command.Retrain.refresh("r", Optional.of("20 new labels"), BEGAN.minusSeconds(1));

  static Stream<Reply> ends() {
    return Stream.of(
        new Reply.Done(
            "r",
            new Reply.Published("v2", Optional.of(0.875), Optional.of(0.75)),
            "published as v2; v2 is active",
            Optional.of("v2"),
            Optional.of("fingerprint"),
            ENDED),
        new Reply.Done("r", new Reply.Rejected(0.5, Optional.of(0.75)), "rejected: worse", ENDED),
        new Reply.Done("r", new Reply.Completed(), "the candidate is version v1", ENDED),
        new Reply.Refused("r", "nothing new to learn", ENDED),
        new Reply.Failed("r", "no model store", ENDED));
  }

  @ParameterizedTest
  @MethodSource("ends")
  void shouldKeepTheCommandAndItsLastReply(Reply end) {
    TrainingRun run = TrainingRun.of(COMMAND, BEGAN, 1, end);

    assertThat(run.command()).isEqualTo(COMMAND);
    assertThat(run.end()).isEqualTo(end);
    assertThat(run.duration()).hasSeconds(90);
    assertThat(EventJson.read(EventJson.write(run), TrainingRun.class)).isEqualTo(run);
  }

  @Test
  void shouldTellARunThatWasStoppedFromOneThatFailed() {
    Reply end = new Reply.Failed("r", "cancelled", ENDED);
    TrainingRun run = TrainingRun.of(COMMAND, BEGAN, 1, end);

    assertThat(run.outcome()).isEqualTo(TrainingRun.Outcome.FAILED);
    assertThat(run.asCancelled().outcome()).isEqualTo(TrainingRun.Outcome.CANCELLED);
    assertThat(run.asCancelled().end()).isEqualTo(end);
  }

  @Test
  void shouldRefuseWhatIsNotTheEndOfARun() {
    assertThatThrownBy(() -> TrainingRun.of(COMMAND, BEGAN, 1, new Reply.Accepted("r", ENDED)))
        .hasMessageContaining("not the end of a run");
  }

  @Test
  void shouldFitIntoARecordHoweverLongTheRunAndItsTexts() {
    String longest = "\u0001".repeat(300_000);
    TrainingRun run =
        TrainingRun.of(
                Command.Retrain.refresh("r", Optional.of(longest), BEGAN),
                BEGAN,
                1,
                new Reply.Failed("r", longest, ENDED))
            .with(
                Map.of("decision.costs", longest, "decision.thresholds", longest),
                IntStream.rangeClosed(1, 10_000).mapToObj(TrainingRunTest::epoch).toList(),
                Optional.of(figures(RunFigures.MOST_CLASSES)));

    assertThat(run.curve()).hasSizeBetween(400, TrainingRun.MOST_EPOCHS);
    assertThat(run.curve().get(0).epoch()).isEqualTo(1);
    assertThat(run.curve().get(run.curve().size() - 1).epoch()).isEqualTo(10_000);
    assertThat(EventJson.write(run)).hasSizeLessThan(Topics.EVENT_MESSAGE_BYTES * 8 / 10);
    assertThat(figures(RunFigures.MOST_CLASSES + 1).classes()).isEmpty();
  }

  @Test
  void shouldKeepTheBeginningOfALongSettingAndTellItFromOthers() {
    String longest = "1".repeat(TrainingRun.LONGEST_SETTING);
    TrainingRun run =
        TrainingRun.of(COMMAND, BEGAN, 1, new Reply.Failed("r", "stopped", ENDED))
            .with(
                Map.of("fits", longest, "one", longest + "1", "other", longest + "2"),
                List.of(),
                Optional.empty());

    assertThat(run.settings()).containsEntry("fits", longest);
    assertThat(run.settings().get("one"))
        .startsWith("1".repeat(3_000))
        .contains("… (4001 characters, SHA-256 ")
        .hasSizeLessThanOrEqualTo(TrainingRun.LONGEST_SETTING)
        .isNotEqualTo(run.settings().get("other"));
    assertThat(EventJson.read(EventJson.write(run), TrainingRun.class)).isEqualTo(run);
  }

  private static TrainingRun.Epoch epoch(int number) {
    double figure = 1.0 / (number + 3);
    return new TrainingRun.Epoch(
        "fine-tune",
        number,
        figure,
        figure,
        Optional.of(figure),
        Optional.of(figure),
        Optional.of(figure),
        Optional.of(false));
  }

  private static RunFigures figures(int classes) {
    RunFigures.Scores scores = new RunFigures.Scores(9, 0.5, 0.4, 0.6, 1.0 / 3, 1.0 / 3);
    List<RunFigures.ClassFigures> all =
        Collections.nCopies(
            classes,
            new RunFigures.ClassFigures(
                "\"".repeat(200), Optional.of(9), Optional.of(1.0 / 3), Optional.of(1.0 / 3)));
    return new RunFigures(Optional.of(9), scores, Optional.empty(), Optional.of(scores), all);
  }
}
