package io.afterimage.training.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.LabelRequest;
import io.afterimage.schemas.events.Prediction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AuditedAccuracyTest {

  private static final int TRIALS = 2_000;
  private static final double TRUTH = (400 * 0.95 + 40 * 0.6) / 440;

  @Test
  void shouldNotBeKnownWithoutALabelledAudit() {
    LabelRequest uncertain =
        LabelRequest.of(
            prediction("a", 0), LabelRequest.UNCERTAIN, 0.2, Optional.empty(), Instant.EPOCH);

    assertThat(AuditedAccuracy.of(List.of())).isEmpty();
    assertThat(AuditedAccuracy.of(List.of(uncertain.closed("cat", Instant.EPOCH)))).isEmpty();
    assertThat(AuditedAccuracy.of(List.of(audit(0, 0.5)))).isEmpty();
  }

  @Test
  void shouldCountEachImageForThoseThatItStandsFor() {
    List<LabelRequest> requests =
        List.of(
            audit(0, 0.5).closed("cat", Instant.EPOCH),
            audit(1, 0.1).closed("dog", Instant.EPOCH),
            audit(2, 0.1));

    AuditedAccuracy audited = AuditedAccuracy.of(requests).orElseThrow();

    // One right image that stands for 2, one wrong that stands for 10: 144 / 104 effective ones.
    assertThat(audited.accuracy()).isCloseTo(2.0 / 12, within(1e-12));
    assertThat(audited.interval().low()).isCloseTo(0.009038, within(1e-6));
    assertThat(audited.interval().high()).isCloseTo(0.814333, within(1e-6));
    assertThat(audited.labelled()).isEqualTo(2);
    assertThat(audited.drawn()).isEqualTo(3);
  }

  /**
   * A week of rounds whose length and accuracy differ: a busy round of 400 images with accuracy
   * 0.95, then a quiet one of 40 with 0.6; three audits in each.
   */
  @Test
  void shouldBeUnbiasedAndCoverTheTrueAccuracy() {
    Random random = new Random(5);
    double sum = 0;
    int covered = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
      List<LabelRequest> requests = new ArrayList<>();
      for (int round = 0; round < 14; round++) {
        boolean busy = round % 2 == 0;
        requests.addAll(round(busy ? 400 : 40, busy ? 0.95 : 0.6, trial * 14L + round, random));
      }
      AuditedAccuracy audited = AuditedAccuracy.of(requests).orElseThrow();
      sum += audited.accuracy();
      covered += audited.interval().low() <= TRUTH && TRUTH <= audited.interval().high() ? 1 : 0;
    }

    // The standard error of the mean is 0.0010.
    assertThat(sum / TRIALS).isCloseTo(TRUTH, within(0.004));
    assertThat((double) covered / TRIALS).isBetween(0.93, 0.995);
  }

  private static List<LabelRequest> round(int images, double accuracy, long number, Random random) {
    List<LabelRequest> requests = new ArrayList<>();
    for (int audit = 0; audit < 3; audit++) {
      String label = random.nextDouble() < accuracy ? "cat" : "dog";
      requests.add(
          audit(prediction("image", number * 10 + audit), 3.0 / images)
              .closed(label, Instant.EPOCH));
    }
    return requests;
  }

  private static LabelRequest audit(int offset, double probability) {
    return audit(prediction("image " + offset, offset), probability);
  }

  private static LabelRequest audit(Prediction prediction, double probability) {
    return LabelRequest.of(
        prediction, LabelRequest.AUDIT, 0.9, Optional.of(probability), Instant.EPOCH);
  }

  private static Prediction prediction(String id, long offset) {
    return new Prediction(
        id,
        new ImagePointer("images", 0, offset),
        "v1",
        "cat",
        0.9,
        Map.of("cat", 0.9, "dog", 0.1),
        Optional.empty(),
        Instant.EPOCH,
        Instant.EPOCH);
  }
}
