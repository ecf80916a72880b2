package io.afterimage.training.validation;

import io.afterimage.schemas.events.LabelRequest;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * How often answers were right, told by the images that were drawn at random. Each stands for as
 * many answers as it was unlikely to be drawn (Hájek's estimator, 1971); the interval is Wilson's
 * with Kish's effective number of images, (sum of weights)² / sum of squared weights (1965). It
 * holds as far as those that were labelled are no others than those that were not.
 *
 * @param accuracy 0 to 1
 * @param interval where the accuracy of all answers lies, with 95 % confidence
 * @param labelled how many of the images have their label
 * @param drawn how many there are
 */
public record AuditedAccuracy(double accuracy, Interval interval, int labelled, int drawn) {

  /** By the audits among these requests; empty while none of them has its label. */
  public static Optional<AuditedAccuracy> of(Collection<LabelRequest> requests) {
    List<LabelRequest> audits =
        requests.stream().filter(request -> request.probability().isPresent()).toList();
    double all = 0;
    double right = 0;
    double squares = 0;
    int labelled = 0;
    for (LabelRequest audit : audits) {
      if (audit.label().isPresent()) {
        double weight = 1 / audit.probability().get();
        all += weight;
        squares += weight * weight;
        right += audit.label().get().equals(audit.predictedLabel()) ? weight : 0;
        labelled++;
      }
    }
    if (labelled == 0) {
      return Optional.empty();
    }
    double accuracy = right / all;
    return Optional.of(
        new AuditedAccuracy(
            accuracy, Interval.wilson(accuracy, all * all / squares), labelled, audits.size()));
  }
}
