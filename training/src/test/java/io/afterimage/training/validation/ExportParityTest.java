package io.afterimage.training.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.afterimage.training.HeldOutAnswers.Answer;
import io.afterimage.training.validation.ExportParity.BrokenExportException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExportParityTest {

  private static final Answer HALVES = new Answer.Row(new float[] {0});
  private static final Answer QUARTERS = new Answer.Row(new float[] {0, 0, 0, 0});

  private final ExportParity parity = ExportParity.DEFAULT;

  @Test
  void shouldTellTheLargestDifference() {
    assertThat(parity.require(0, new float[] {0.50005f, 0.49995f}, HALVES))
        .isCloseTo(5e-5, within(1e-7));
    assertThat(parity.require(0, new float[] {0.25f, 0.25f, 0.24997f, 0.25f}, QUARTERS))
        .isCloseTo(3e-5, within(1e-7));
  }

  @Test
  void shouldRefuseAFileThatAnswersOtherwise() {
    assertThatThrownBy(() -> parity.require(1, new float[] {0.5002f, 0.4998f}, HALVES))
        .isInstanceOf(BrokenExportException.class)
        .hasMessageContaining("held-out image 1");
  }

  @Test
  void shouldCompareTheMostProbableClassWhereNoMoreIsKnown() {
    Answer top = new Answer.Top(2, 0.75);

    assertThat(parity.require(0, new float[] {0.2f, 0.05f, 0.75f}, top)).isZero();
    assertThatThrownBy(() -> parity.require(3, new float[] {0.75f, 0.05f, 0.2f}, top))
        .isInstanceOf(BrokenExportException.class)
        .hasMessageContaining("label 2 of held-out image 3");
  }

  @Test
  void shouldRefuseAFileThatAnswersWithNoNumber() {
    assertThatThrownBy(() -> parity.require(0, new float[] {Float.NaN, 0.5f}, HALVES))
        .isInstanceOf(BrokenExportException.class);
    assertThatThrownBy(() -> parity.require(0, new float[] {Float.NaN}, new Answer.Top(0, 0.5)))
        .isInstanceOf(BrokenExportException.class);
  }

  @ParameterizedTest
  @ValueSource(floats = {-0.01f, 1.01f, Float.NaN})
  void shouldRefuseANoveltyThatIsNotBetweenZeroAndOne(float novelty) {
    parity.requireNovelty(0, 1);

    assertThatThrownBy(() -> parity.requireNovelty(7, novelty))
        .isInstanceOf(BrokenExportException.class)
        .hasMessageContaining("held-out image 7 the novelty " + novelty);
  }

  @Test
  void shouldRefuseAFileWithOtherLabels() {
    assertThatThrownBy(() -> parity.require(0, new float[] {0.5f, 0.5f}, QUARTERS))
        .isInstanceOf(BrokenExportException.class)
        .hasMessageContaining("2 labels");
    assertThatThrownBy(() -> parity.require(0, new float[] {1}, new Answer.Top(2, 0.5)))
        .isInstanceOf(BrokenExportException.class)
        .hasMessageContaining("1 labels");
  }

  @Test
  void shouldRefuseAFileThatAnswersForOtherImages() {
    assertThatThrownBy(() -> parity.requireImages(7, 8))
        .isInstanceOf(BrokenExportException.class)
        .hasMessageContaining("7 images", "8");
  }
}
