package io.afterimage.trainer.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.afterimage.trainer.validation.ExportParity.BrokenExportException;
import org.junit.jupiter.api.Test;

class ExportParityTest {

  private final ExportParity parity = ExportParity.DEFAULT;

  @Test
  void shouldTellTheLargestDifference() {
    float[][] exported = {{0.25f, 0.75f}, {0.50005f, 0.49995f}};
    double[][] trained = {{0.25001, 0.74999}, {0.5, 0.5}};

    assertThat(parity.require(exported, trained)).isCloseTo(5e-5, within(1e-7));
  }

  @Test
  void shouldRefuseAFileThatAnswersOtherwise() {
    double[][] trained = {{0.25, 0.75}, {0.5, 0.5}};
    float[][] exported = {{0.25f, 0.75f}, {0.5002f, 0.4998f}};

    assertThatThrownBy(() -> parity.require(exported, trained))
        .isInstanceOf(BrokenExportException.class)
        .hasMessageContaining("held-out picture 1");
  }

  @Test
  void shouldRefuseAFileThatAnswersWithNoNumber() {
    assertThatThrownBy(() -> parity.require(new float[][] {{Float.NaN}}, new double[][] {{0.5}}))
        .isInstanceOf(BrokenExportException.class);
  }

  @Test
  void shouldRefuseAFileWithOtherLabels() {
    assertThatThrownBy(() -> parity.require(new float[][] {{0.5f, 0.5f}}, new double[][] {{1}}))
        .isInstanceOf(BrokenExportException.class)
        .hasMessageContaining("2 labels");
  }
}
