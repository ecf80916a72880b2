package io.afterimage.training.head;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FoldsTest {

  private static HeadExamples labelled(int[] labels, int classes, int perGroup) {
    return Examples.examples(
        new float[labels.length][1],
        labels,
        classes,
        HeadExamples.equalWeights(labels.length),
        row -> "scene-" + row / perGroup);
  }

  @Test
  void shouldNeverDivideAGroup() {
    int[] labels = new int[100];
    for (int row = 0; row < 100; row++) {
      labels[row] = row / 5 % 2;
    }
    HeadExamples examples = labelled(labels, 2, 5);

    Folds folds = Folds.of(examples);

    Map<String, Integer> byGroup = new HashMap<>();
    for (int row = 0; row < 100; row++) {
      int fold = folds.byRow()[row];
      assertThat(byGroup.putIfAbsent(examples.groups().get(row), fold)).isIn(null, fold);
    }
  }

  @Test
  void shouldSpreadEachClassOverAllFolds() {
    int[] labels = new int[110];
    for (int row = 0; row < 110; row++) {
      labels[row] = row < 100 ? 0 : 1;
    }

    Folds folds = Folds.of(labelled(labels, 2, 1));

    int[][] sizes = new int[5][2];
    for (int row = 0; row < 110; row++) {
      sizes[folds.byRow()[row]][labels[row]]++;
    }
    for (int[] ofFold : sizes) {
      assertThat(ofFold).containsExactly(20, 2);
    }
  }

  @Test
  void shouldHaveNoMoreFoldsThanGroups() {
    assertThat(Folds.of(labelled(new int[] {0, 1, 0, 1, 0, 1}, 2, 2)).count()).isEqualTo(3);
  }

  @Test
  void shouldNotAskAHeadForAClassThatItHasNotSeen() {
    Folds folds = Folds.of(labelled(new int[] {0, 0, 0, 0, 0, 0, 1}, 2, 1));

    assertThat(folds.isAnswered(6, 1)).isFalse();
    assertThat(folds.isAnswered(0, 0)).isTrue();
  }

  @Test
  void shouldNotDependOnTheOrderOfExamples() {
    Folds forwards = Folds.of(labelled(new int[20], 1 + 1, 1, false));
    Folds backwards = Folds.of(labelled(new int[20], 1 + 1, 1, true));

    for (int row = 0; row < 20; row++) {
      assertThat(forwards.byRow()[row]).isEqualTo(backwards.byRow()[19 - row]);
    }
  }

  private static HeadExamples labelled(int[] labels, int classes, int perGroup, boolean reversed) {
    labels[reversed ? 0 : 19] = 1;
    return Examples.examples(
        new float[20][1],
        labels,
        classes,
        HeadExamples.equalWeights(20),
        row -> "scene-" + (reversed ? 19 - row : row) / perGroup);
  }
}
