package io.afterimage.trainer.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.afterimage.models.TrainingReport;
import io.afterimage.models.TrainingReport.Epoch;
import io.afterimage.models.TrainingReport.HeldOut;
import io.afterimage.schemas.events.TrainingRun;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CandidateFiguresTest {

  private static final HeldOut HELD_OUT =
      new HeldOut(
          4, 0.5, 0.2, 0.8, Map.of(), List.of(), Optional.empty(), 0.1, 0.7, Optional.empty());

  private static Epoch epoch(String phase, int number) {
    return new Epoch(phase, number, 0.5, 0.75, 0.6, 0.7, 1.5, number == 1);
  }

  @Test
  void shouldNumberTheEpochsOfBothPhasesAsRepliesDo() {
    TrainingReport report =
        new TrainingReport(
            List.of(epoch("freeze", 0), epoch("freeze", 1), epoch("fine_tune", 1)),
            HELD_OUT,
            Optional.empty());

    assertThat(CandidateFigures.curve(report))
        .extracting(TrainingRun.Epoch::phase, TrainingRun.Epoch::epoch)
        .containsExactly(tuple("freeze", 1), tuple("freeze", 2), tuple("fine-tune", 3));
  }
}
