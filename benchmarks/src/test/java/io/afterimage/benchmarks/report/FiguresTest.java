package io.afterimage.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FiguresTest {

  @Test
  void shouldTakeQuantilesFromTheSampleByNearestRank() {
    double[] hundred = IntStream.rangeClosed(1, 100).mapToDouble(i -> 101 - i).toArray();

    assertThat(Figures.quantile(hundred, 0.5)).isEqualTo(50);
    assertThat(Figures.quantile(hundred, 0.99)).isEqualTo(99);
    assertThat(Figures.quantile(hundred, 1)).isEqualTo(100);
    assertThat(Figures.quantile(new double[] {7}, 0.01)).isEqualTo(7);
  }

  @Test
  void shouldTakeTheMiddleOfSortedValues() {
    assertThat(Figures.median(new double[] {9, 1, 5})).isEqualTo(5);
    assertThat(Figures.median(new double[] {9, 1, 5, 7})).isEqualTo(6);
  }

  @Test
  void shouldFindTheSlopeOfALineThroughNoise() {
    assertThat(Figures.slope(new double[] {3, 5, 7, 9})).isEqualTo(2);
    assertThat(Figures.slope(new double[] {0, 2, 0, 2})).isEqualTo(0.4);
    assertThat(Figures.slope(new double[] {4})).isZero();
  }

  @Test
  void shouldAlignTablesAndRefuseRowsThatDoNotFit() {
    Table table = Table.of("Sizes", "what", "bytes").row("small", 5).row("large", 12_345).build();

    assertThat(table.text())
        .isEqualTo(
            """
            Sizes

            | what  | bytes |
            |-------|------:|
            | small |     5 |
            | large | 12345 |
            """);
    assertThatThrownBy(() -> Table.of("Sizes", "what").row("a", "b").build())
        .hasMessageContaining("1 columns")
        .hasMessageContaining("2 cells");
  }

  @Test
  void shouldSpreadRoundsIntoARow() {
    assertThat(Figures.spread("length", List.of("a", "abcd", "ab"), String::length))
        .containsExactly("length", 2.0, 1.0, 4.0);
  }
}
