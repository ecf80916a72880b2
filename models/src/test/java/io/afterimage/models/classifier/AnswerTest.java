package io.afterimage.models.classifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.models.classifier.Answer.Classified;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerTest {

  private final Classified answer =
      new Classified(
          "v7",
          List.of("cat", "dog", "owl", "ant"),
          new float[] {0.125f, 0.5f, 0.25f, 0.125f},
          new Stages(0, 0, 0, 0, 0, 0),
          "");

  @Test
  void shouldNameTheMostLikelyLabelsInDescendingOrderAndSumTheOthers() {
    assertThat(answer.scores(3).keySet()).containsExactly("dog", "owl", "cat");
    assertThat(answer.scores(3)).containsEntry("dog", 0.5).containsEntry("cat", 0.125);
    assertThat(answer.otherScores(3)).contains(0.125);
  }

  @Test
  void shouldNameEveryLabelInTheModelsOrderWhereThereAreNoMore() {
    assertThat(answer.scores(4).keySet()).containsExactly("cat", "dog", "owl", "ant");
    assertThat(answer.otherScores(4)).isEmpty();
    assertThat(answer.scores(Integer.MAX_VALUE)).hasSize(4);
  }

  @Test
  void shouldNameNoLabelWhereNoneIsWanted() {
    assertThat(answer.scores(0)).isEmpty();
    assertThat(answer.otherScores(0)).contains(1.0);
  }
}
