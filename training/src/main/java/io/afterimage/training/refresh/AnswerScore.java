package io.afterimage.training.refresh;

import io.afterimage.models.classifier.Probabilities;
import io.afterimage.training.dataset.DecodedImage;
import java.util.List;
import java.util.Map;

/**
 * How good answers are.
 *
 * @param answered of how many images there is an answer
 * @param loss their mean cross-entropy
 * @param accuracy the share that is right, 0 to 1
 */
record AnswerScore(int answered, double loss, double accuracy) {

  static AnswerScore of(List<DecodedImage> images, Map<String, float[]> answers) {
    int answered = 0;
    int right = 0;
    double loss = 0;
    for (DecodedImage image : images) {
      float[] answer = answers.get(image.id());
      if (answer != null) {
        answered++;
        right += Probabilities.best(answer) == image.label() ? 1 : 0;
        loss -= Math.log(Math.max(answer[image.label()], Float.MIN_NORMAL));
      }
    }
    return new AnswerScore(answered, loss / answered, (double) right / answered);
  }
}
