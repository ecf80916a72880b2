package io.afterimage.cli.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.cli.terminal.Terminal;
import io.afterimage.training.EpochResult;
import io.afterimage.training.Phase;
import io.afterimage.training.PhasePlan;
import io.afterimage.training.Score;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EpochTableTest {

  private static final Score SO_FAR = new Score(0.56789, 0.818);

  private final StringWriter out = new StringWriter();
  private final StringWriter screen = new StringWriter();
  private long millis;

  @Test
  void shouldShowStepLossAccuracySpeedAndTimeLeft() {
    EpochTable table = table(true);

    millis += 2_000;
    table.batchFinished(Phase.FREEZE, 0, 640, 2_000, SO_FAR);

    assertThat(screen.toString())
        .contains("epoch 1/3 step 20/63 [###-------] loss 0.5679 accuracy 81.8% 320/s 17 s left");
  }

  @Test
  void shouldCountTheLastEpochsSecondsForThoseToCome() {
    EpochTable table = table(true);
    table.epochFinished(new EpochResult(Phase.FREEZE, 0, SO_FAR, SO_FAR, 100, 20));
    assertThat(out.toString()).containsPattern("1/3 .* 100.0  3 min 20 s\n");

    millis += 25_000;
    table.batchFinished(Phase.FREEZE, 1, 500, 2_000, SO_FAR);

    assertThat(screen.toString()).contains("epoch 2/3 step 16/63", "2 min 55 s left");
  }

  @Test
  void shouldNotPromiseAnEndThatASlowerEpochCannotKeep() {
    EpochTable table = table(true);
    table.epochFinished(new EpochResult(Phase.FREEZE, 1, SO_FAR, SO_FAR, 10, 200));

    millis += 20_000;
    table.batchFinished(Phase.FREEZE, 2, 1_000, 2_000, SO_FAR);

    assertThat(screen.toString()).contains("epoch 3/3 step 32/63 [#####-----]", " 20 s left");
  }

  @Test
  void shouldNotWriteMoreOftenThanAnybodyReads() {
    EpochTable table = table(true);
    millis += 1_000;
    for (int done = 32; done <= 320; done += 32) {
      millis += 20;
      table.batchFinished(Phase.FREEZE, 0, done, 2_000, SO_FAR);
    }

    assertThat(screen.toString().split("epoch", -1)).hasSize(1 + 2);
  }

  @Test
  void shouldKeepToRowsWhereThereIsNoScreen() {
    EpochTable table = table(false);
    millis += 60_000;
    table.batchFinished(Phase.FREEZE, 0, 640, 2_000, SO_FAR);
    table.epochFinished(new EpochResult(Phase.FREEZE, 2, SO_FAR, SO_FAR, 3.14, 636.9));

    assertThat(screen.toString()).isEmpty();
    assertThat(out.toString())
        .contains("  3/3   0.5679     81.8%    0.5679         81.8%         637      3.1  0 s");
  }

  private EpochTable table(boolean live) {
    Terminal terminal =
        new Terminal(new PrintWriter(out, true), new PrintWriter(screen, true), live, false, false);
    EpochTable table = new EpochTable(terminal, () -> TimeUnit.MILLISECONDS.toNanos(millis));
    table.phaseStarted(new PhasePlan(Phase.FREEZE, 0, 3, 32), new Score(0.6931, 0.5));
    return table;
  }
}
