package io.afterimage.cli.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.cli.command.GreyImages;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.cli.training.TrainingSession.Outcome;
import io.afterimage.networks.backbone.KnownBackbone;
import io.afterimage.schemas.schedule.ScheduleOptions;
import io.afterimage.schemas.schedule.ScheduleValues;
import io.afterimage.training.PretrainedBase;
import io.afterimage.training.ScheduleConfig;
import io.afterimage.training.StartingPoint;
import io.afterimage.training.suspects.SuspectHandling;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a training does with a failure, here of the terminal after the second epoch. */
class TrainingSessionIT {

  private static final String SECOND_EPOCH = "2/3 ";

  @TempDir Path folder;

  private final AtomicBoolean stop = new AtomicBoolean();
  private final StringWriter err = new StringWriter();

  @Test
  void shouldKeepTheBestEpochWhenSomethingFailsAfterCtrlC() throws IOException {
    Outcome outcome = run(true);

    assertThat(((Outcome.Interrupted) outcome).best()).isPresent();
    assertThat(err.toString())
        .contains("failed while the training was to end: the paper is out")
        .contains("interrupted after 2 finished epochs, --resume continues");
  }

  @Test
  void shouldFailOtherwise() {
    assertThatThrownBy(() -> run(false)).hasMessage("the paper is out");
    assertThat(err.toString()).doesNotContain("interrupted");
  }

  private Outcome run(boolean afterCtrlC) throws IOException {
    PrintWriter out =
        new PrintWriter(new StringWriter()) {
          @Override
          public void println(String line) {
            if (line.strip().startsWith(SECOND_EPOCH)) {
              stop.set(afterCtrlC);
              throw new IllegalStateException("the paper is out");
            }
          }
        };
    TrainingSession session =
        new TrainingSession(
            new TrainingPlan(
                32,
                ScheduleConfig.of(
                    ScheduleValues.none()
                        .with(ScheduleOptions.FREEZE_EPOCHS, 3)
                        .with(ScheduleOptions.FINE_TUNE_EPOCHS, 0)),
                SuspectHandling.DROP),
            StartingPoint.of(Optional.empty()),
            Optional.of(new ModelFolder(folder.resolve("model"))),
            false,
            Terminal.plain(out, new PrintWriter(err, true)),
            stop::get);
    return session.run(
        new ImageFolder(GreyImages.draw(folder.resolve("pictures"), 12), Optional.empty(), 0),
        () ->
            new PretrainedBase(
                KnownBackbone.MOBILENETV2.shippedTable(),
                KnownBackbone.MOBILENETV2.shippedWeights()));
  }
}
