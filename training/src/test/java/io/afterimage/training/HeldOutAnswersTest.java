package io.afterimage.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.afterimage.training.HeldOutAnswers.Answer;
import io.afterimage.training.HeldOutAnswers.Recorder;
import org.junit.jupiter.api.Test;

class HeldOutAnswersTest {

  private static final int CLASSES = 100;
  private static final int IMAGES = 10;

  @Test
  void shouldKeepEveryRowWhereThereIsRoom() {
    assertThat(recorded(IMAGES * CLASSES * Float.BYTES).answers())
        .hasSize(IMAGES)
        .allMatch(Answer.Row.class::isInstance);
  }

  @Test
  void shouldKeepRowsAtEvenDistancesAndTheMostProbableClassOfTheOthers() {
    HeldOutAnswers kept = recorded(4 * CLASSES * Float.BYTES);

    assertThat(kept.answers()).hasSize(IMAGES);
    for (int image = 0; image < IMAGES; image++) {
      if (image % 3 == 0) {
        assertThat(kept.answers().get(image)).isInstanceOf(Answer.Row.class);
      } else {
        Answer.Top top = (Answer.Top) kept.answers().get(image);
        assertThat(top.label()).isEqualTo(image);
        assertThat(top.probability())
            .isCloseTo(Math.exp(3) / (Math.exp(3) + CLASSES - 1), within(1e-9));
      }
    }
  }

  /** Each image is of the class of its own number, with a logit of 3. */
  private static HeldOutAnswers recorded(long allowedBytes) {
    Recorder recorder = new Recorder(IMAGES, allowedBytes);
    for (int image = 0; image < IMAGES; image++) {
      float[] logits = new float[CLASSES];
      logits[image] = 3;
      recorder.add(logits);
    }
    return recorder.answers();
  }
}
