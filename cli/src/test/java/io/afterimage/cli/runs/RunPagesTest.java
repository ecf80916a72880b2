package io.afterimage.cli.runs;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.client.runs.RunUnderWay;
import io.afterimage.schemas.events.Reply;
import io.afterimage.schemas.events.RunFigures;
import io.afterimage.schemas.events.RunFigures.ClassFigures;
import io.afterimage.schemas.events.TrainingRun;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Runs as text, without Kafka. */
class RunPagesTest {

  private static final TrainingRun OLD =
      TrainingRuns.published("old", "v2", 0.875, Map.of("training.size", "96", "gate.window", "9"));
  private static final TrainingRun NEW =
      TrainingRuns.published(
          "new", "v3", 0.9375, Map.of("training.size", "128", "gate.window", "9"));
  private static final TrainingRun REJECTED =
      TrainingRuns.rejected("auto-1", "rejected, accuracy 0.5000: it is worse");

  @Test
  void shouldListEachRunWithWhyItBeganAndWhyItPublishedNothing() {
    List<String> lines = new RunList(List.of(OLD, REJECTED)).lines();

    assertThat(lines)
        .satisfiesExactly(
            heading -> assertThat(heading).startsWith("run ").contains("began", "took", "why"),
            old ->
                assertThat(old)
                    .contains("full run", "2026-05-01T10:00:00Z", "1 min 30 s", "published v2")
                    .contains("87.5 %", "75.0 %")
                    .endsWith("foxes"),
            rejected ->
                assertThat(rejected).contains("refresh", " 3 s", "rejected", "20 new labels"),
            why -> assertThat(why).isEqualTo("    rejected, accuracy 0.5000: it is worse"));
    assertThat(new RunList(List.of()).lines()).isEmpty();
  }

  @Test
  void shouldTellHowFarARunIs() {
    Reply.Progress epoch =
        new Reply.Progress(
            "r",
            "fine-tune",
            12,
            21,
            1,
            0.5,
            Optional.empty(),
            Optional.empty(),
            TrainingRuns.BEGAN);
    RunUnderWay run =
        new RunUnderWay(TrainingRuns.retrain("r"), TrainingRuns.BEGAN, Optional.of(epoch));

    assertThat(RunList.inWords(run, TrainingRuns.BEGAN.plusSeconds(61)))
        .startsWith(
            "run r (full run) has been in progress for 1 min 1 s, fine-tune, epoch 12 of 21")
        .contains("afterimage control cancel");
  }

  @Test
  void shouldShowFactsFiguresPhasesCurvesClassesAndSettings() {
    String page = String.join("\n", new RunPage(OLD).lines());

    assertThat(page)
        .containsPattern("asked by +a person")
        .containsPattern("why +foxes")
        .containsPattern("took +1 min 30 s")
        .containsPattern("ended +published v2")
        .containsPattern("accuracy +87.5 % +75.0 %")
        .containsPattern("log loss +0.3750 +0.5000")
        .containsPattern("freeze +4 +8 s +1.0000 to 0.2500 +50.0 % to 65.0 % +-")
        .containsPattern("fine-tune +4 +8 s +0.2000 to 0.1250 +70.0 % to 85.0 % +7")
        .contains("accuracy: * validation, . training", "loss: * validation, . training")
        .containsPattern("cat +80 +87.5 % +50.0 % +\\+37.5")
        .containsPattern("dog +80 +87.5 % +- +-")
        .containsPattern("training.size +96");
  }

  @Test
  void shouldShowWhatIsKnownOfARunWithoutACandidate() {
    TrainingRun failed =
        TrainingRun.of(
                TrainingRuns.retrain("r"),
                TrainingRuns.BEGAN,
                2,
                new Reply.Failed("r", "cancelled; v1 is active", TrainingRuns.BEGAN))
            .asCancelled();

    assertThat(new RunPage(failed).lines())
        .contains("ended       cancelled", "how         cancelled; v1 is active")
        .contains("took        0 s, in 2 attempts")
        .noneMatch(String::isEmpty);
  }

  @Test
  void shouldCompareWhatDiffers() {
    assertThat(new ComparisonPage(RunComparison.of(OLD, NEW)).lines())
        .startsWith("A  old", "B  new")
        .anyMatch(line -> line.matches("training.size +96 +128"))
        .noneMatch(line -> line.startsWith("gate.window"))
        .anyMatch(line -> line.matches("accuracy +87.5 % +93.8 % +\\+6.3"))
        .anyMatch(line -> line.matches("held-out images +64 +64 +0"))
        .anyMatch(line -> line.matches("cat +80 +80 +87.5 % +93.8 % +\\+6.3"))
        .contains("1 further class with the same figures in both");
  }

  @Test
  void shouldCompareRunsOfDifferentKindsAndClasses() {
    TrainingRun other =
        REJECTED.with(
            Map.of("gate.window", "9"),
            List.of(),
            Optional.of(
                new RunFigures(
                    Optional.empty(),
                    OLD.figures().orElseThrow().candidate(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(
                        new ClassFigures(
                            "fox", Optional.of(3), Optional.empty(), Optional.empty())))));

    RunComparison comparison = RunComparison.of(OLD, other);

    assertThat(comparison.settings())
        .as("a refresh runs no schedule")
        .containsExactly(
            new RunComparison.Setting("kind", Optional.of("full run"), Optional.of("refresh")));
    assertThat(comparison.classes())
        .extracting(RunComparison.ClassChange::label)
        .containsExactly("cat", "dog", "fox");
    assertThat(comparison.sameInputs()).isFalse();
    assertThat(new ComparisonPage(RunComparison.of(OLD, OLD)).lines())
        .contains("no setting differs", "2 classes with the same figures in both");
  }
}
