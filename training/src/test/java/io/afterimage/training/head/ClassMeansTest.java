package io.afterimage.training.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClassMeansTest {

  @Test
  void shouldGiveTheMeanOfEachClassAndZerosForOneWithoutARow() {
    FeatureMatrix features = FeatureMatrix.of(new float[][] {{1, 2}, {3, 6}, {5, 7}});

    assertThat(ClassMeans.of(features, new int[] {0, 0, 2}, 3).means().values())
        .containsExactly(2, 4, 0, 0, 5, 7);
  }

  @Test
  void shouldMeasureEachRowAsIfItsGroupWereNotAmongTheMeans() {
    HeadExamples examples = Examples.clouds(12, 3, 5, 0.8, 7);
    FeatureMatrix features = examples.features();
    int[] labels = examples.labels();
    List<String> groups = IntStream.range(0, labels.length).mapToObj(i -> "g" + i / 5).toList();
    double[] expected = new double[labels.length];
    for (int row = 0; row < labels.length; row++) {
      List<float[]> others = new ArrayList<>();
      List<Integer> otherLabels = new ArrayList<>();
      for (int other = 0; other < labels.length; other++) {
        boolean left = groups.get(other).equals(groups.get(row)) && labels[other] == labels[row];
        if (!left) {
          others.add(features.row(other));
          otherLabels.add(labels[other]);
        }
      }
      ClassMeans means =
          ClassMeans.of(
              FeatureMatrix.of(others.toArray(float[][]::new)),
              otherLabels.stream().mapToInt(Integer::intValue).toArray(),
              3);
      expected[row] = 1 - largestCosine(features.row(row), means.means().values());
    }

    double[] novelty = ClassMeans.of(features, labels, 3).heldOutNovelty(features, labels, groups);

    assertThat(novelty).containsExactly(expected, within(1e-6));
  }

  @Test
  void shouldLeaveOutWhatIsTheWholeOfItsClass() {
    FeatureMatrix features = FeatureMatrix.of(new float[][] {{1, 0}, {1, 0}, {0, 1}});

    assertThat(
            ClassMeans.of(features, new int[] {0, 0, 1}, 2)
                .heldOutNovelty(features, new int[] {0, 0, 1}, List.of("a", "b", "c")))
        .containsExactly(0, 0);
  }

  private static double largestCosine(float[] row, float[] means) {
    double largest = -1;
    for (int from = 0; from < means.length; from += row.length) {
      double product = 0;
      double own = 0;
      double other = 0;
      for (int i = 0; i < row.length; i++) {
        product += (double) row[i] * means[from + i];
        own += (double) row[i] * row[i];
        other += (double) means[from + i] * means[from + i];
      }
      largest = Math.max(largest, product / Math.sqrt(own * other));
    }
    return Math.max(0, largest);
  }
}
