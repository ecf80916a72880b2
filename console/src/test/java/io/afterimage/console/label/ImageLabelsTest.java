package io.afterimage.console.label;

import static io.afterimage.console.label.LabelQueueTest.aside;
import static io.afterimage.console.label.LabelQueueTest.example;
import static io.afterimage.console.label.LabelQueueTest.label;
import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.LabelEvent;
import io.afterimage.schemas.events.LabelledExample;
import io.afterimage.schemas.events.Reply;
import io.afterimage.schemas.events.Retraction;
import io.afterimage.schemas.schedule.ScheduleValues;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** What is known of labels, from the events alone. */
class ImageLabelsTest {

  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final TopicPartition LABELS = new TopicPartition("labels", 0);

  private final ImageLabels labels = new ImageLabels(3);
  private long offset;

  @Test
  void shouldTakeEachEventOnceWhoeverBringsItFirst() {
    assertThat(labels.take(label("a", "fox", "anna"), LABELS, 5, START)).isPresent();
    assertThat(labels.take(label("a", "wolf", "anna"), LABELS, 6, START)).isPresent();

    assertThat(labels.take(label("a", "fox", "anna"), LABELS, 5, START)).isEmpty();

    assertThat(labels.find("a").orElseThrow().label().orElseThrow().label()).isEqualTo("wolf");
    assertThat(labels.counts()).containsOnlyKeys("wolf");
  }

  @Test
  void shouldRememberWhatStoodBeforeUntilLabelsAreTakenBack() {
    said(label("a", "fox", "anna"));
    Said corrected = said(label("a", "wolf", "bert"));

    assertThat(corrected.before()).containsExactly(label("a", "fox", "anna"));
    assertThat(corrected.isDisputed()).isTrue();

    Said takenBack = said(Retraction.of("a"));

    assertThat(takenBack.before()).isEmpty();
    assertThat(takenBack.isAnswered()).isFalse();
    assertThat(labels.counts()).isEmpty();
  }

  @Test
  void shouldPutWhatOthersWroteEarlierBeforeTheOwnLabelThatIsKnownAtOnce() {
    labels.takeWritten(label("a", "wolf", "anna"), LABELS, 6, START);
    assertThat(labels.counts()).containsOnlyKeys("wolf");

    Said late = labels.take(label("a", "fox", "bert"), LABELS, 5, START).orElseThrow();

    assertThat(late.label()).hasValue(label("a", "wolf", "anna"));
    assertThat(late.before()).containsExactly(label("a", "fox", "bert"));
    assertThat(labels.take(label("a", "wolf", "anna"), LABELS, 6, START)).hasValue(late);
    labels.takeWritten(label("a", "wolf", "anna"), LABELS, 6, START);
    assertThat(labels.find("a")).as("taken once").hasValue(late);
    assertThat(labels.counts()).isEqualTo(Map.of("wolf", 1));
  }

  @Test
  void shouldRememberTheLastLabelOfEachUnderAReasonForNone() {
    said(label("a", "fox", "anna"));
    said(label("a", "wolf", "bert"));
    said(label("a", "cat", "anna"));
    Said bad = said(aside("a", "carl"));

    assertThat(bad.label()).isEmpty();
    assertThat(bad.votes()).isEmpty();
    assertThat(bad.before()).containsExactly(label("a", "wolf", "bert"), label("a", "cat", "anna"));
    assertThat(bad.stands())
        .containsExactly(label("a", "wolf", "bert"), label("a", "cat", "anna"), aside("a", "carl"));
  }

  @Test
  void shouldSayWhoGaveNoLabelAndWhy() {
    Said bad = said(aside("a", "anna"));

    assertThat(bad.isAnswered()).isTrue();
    assertThat(bad.by()).hasValue("anna");
    assertThat(labels.by("anna", 9)).containsExactly(bad);
    assertThat(labels.by("bert", 9)).isEmpty();
  }

  @Test
  void shouldKnowALabelThatWasConfirmed() {
    assertThat(said(label("a", "fox", "anna")).confirmed()).isFalse();
    assertThat(said(label("a", "fox", "anna")).confirmed()).isTrue();
    assertThat(said(label("a", "wolf", "anna")).confirmed()).isFalse();
  }

  @Test
  void shouldForgetTheImageThatWasSaidNothingOfForLongest() {
    said(label("a", "fox", "anna"));
    said(label("b", "fox", "anna"));
    said(label("c", "fox", "anna"));
    said(label("a", "wolf", "anna"));

    said(label("d", "fox", "anna"));

    assertThat(labels.find("b")).isEmpty();
    assertThat(labels.find("a")).isPresent();
    assertThat(labels.counts()).containsEntry("fox", 2).containsEntry("wolf", 1);
  }

  @Test
  void shouldCountWhatTheTrainerCountsTowardsTheNextRun() {
    Examples examples = new Examples(10);
    RunsBegan runs = new RunsBegan();
    LabelConfig config = new LabelConfig(20, 0);
    examples.take(example("a", "fox"), START);
    runs.take(new Reply.Accepted("r", START.plusSeconds(5)), START.plusSeconds(5));
    assertThat(step(examples, runs, config)).isEqualTo(new Progress.Step(1, 20));

    runs.take(new Command.Retrain("r", ScheduleValues.none(), Optional.empty(), START));
    assertThat(step(examples, runs, config)).isEqualTo(new Progress.Step(0, 20));

    examples.take(example("a", "fox"), START.plusSeconds(6));
    assertThat(step(examples, runs, config))
        .as("the same label again")
        .isEqualTo(new Progress.Step(0, 20));
    examples.take(example("a", "wolf").asOpinion(), START.plusSeconds(7));
    examples.take(example("c", "wolf").asOpinion(), START.plusSeconds(7));
    assertThat(step(examples, runs, config))
        .as("what one more source says")
        .isEqualTo(new Progress.Step(0, 20));
    examples.take(example("a", "wolf"), START.plusSeconds(7));
    examples.take(example("b", "wolf"), START.plusSeconds(8));
    examples.retracted("b");
    assertThat(step(examples, runs, config)).isEqualTo(new Progress.Step(1, 20));
    assertThat(Progress.of(examples, runs, config).run()).as("switched off").isEmpty();
  }

  @Test
  void shouldRememberExamplesWithoutSourcesOfAnyLength() {
    Examples examples = new Examples(10);

    examples.take(
        new LabelledExample(
            "a",
            new ImagePointer("images", 0, 1),
            "fox",
            "wolf",
            0.5,
            "v1",
            START,
            Optional.of("x".repeat(60_000)),
            Optional.empty()),
        START);

    assertThat(examples.find("a")).contains(example("a", "fox"));
  }

  private static Progress.Step step(Examples examples, RunsBegan runs, LabelConfig config) {
    return Progress.of(examples, runs, config).refresh().orElseThrow();
  }

  private Said said(LabelEvent event) {
    return labels.take(event, LABELS, offset++, START).orElseThrow();
  }
}
