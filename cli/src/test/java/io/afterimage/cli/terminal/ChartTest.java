package io.afterimage.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChartTest {

  private static List<String> rows(Double... values) {
    return new Chart("loss", List.of(new Chart.Line("training", '.', List.of(values)))).rows();
  }

  @Test
  void shouldDrawALineFromTheFirstEpochToTheLast() {
    List<String> rows = rows(0.0, 1.0);

    assertThat(rows).hasSize(11).allMatch(row -> row.chars().allMatch(c -> c >= ' ' && c <= '~'));
    assertThat(rows.get(0)).isEqualTo("loss: . training");
    assertThat(rows.get(1)).startsWith("  1.0000 | ").endsWith(".");
    assertThat(rows.get(8)).startsWith("  0.0000 |.");
    assertThat(rows.get(4).indexOf('.')).isGreaterThan(rows.get(6).indexOf('.'));
    assertThat(rows.get(10)).startsWith("          1 ").endsWith(" 2");
  }

  @Test
  void shouldShowTheFirstLineWhereTwoMeetAndAGapWhereThereIsNoValue() {
    List<String> rows =
        new Chart(
                "accuracy",
                List.of(
                    new Chart.Line("validation", '*', List.of(Double.NaN, 0.5, 0.5)),
                    new Chart.Line("training", '.', List.of(0.5, 0.5, 0.5))))
            .rows();

    assertThat(rows.get(0)).isEqualTo("accuracy: * validation, . training");
    assertThat(rows).anyMatch(row -> row.matches(" +\\|\\.{29,31}\\*{29,31}"));
  }

  @Test
  void shouldDrawNothingOfOneEpochOrOfNoValues() {
    assertThat(rows(0.5)).isEmpty();
    assertThat(rows(Double.NaN, Double.NaN)).isEmpty();
    assertThat(new Chart("loss", List.of()).rows()).isEmpty();
  }
}
