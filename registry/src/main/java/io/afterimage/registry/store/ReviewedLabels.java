package io.afterimage.registry.store;

import io.afterimage.models.LabelReview;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What the latest run that looked at labels thought of them.
 *
 * @param sha256 of the model that the run made, in lower-case hexadecimal; it need not be published
 * @param review which labels look wrong
 */
public record ReviewedLabels(String sha256, LabelReview review) {

  /**
   * Reads every lineage for it.
   *
   * @return empty where no run has looked at labels
   * @throws io.afterimage.kafka.clients.StoreUnavailableException when they cannot be read
   */
  public static Optional<ReviewedLabels> latest(LineageStore lineages) {
    AtomicReference<Optional<ReviewedLabels>> latest = new AtomicReference<>(Optional.empty());
    lineages.read(
        (sha256, lineage) ->
            lineage
                .labels()
                .filter(
                    review ->
                        latest
                            .get()
                            .filter(known -> !review.at().isAfter(known.review().at()))
                            .isEmpty())
                .ifPresent(review -> latest.set(Optional.of(new ReviewedLabels(sha256, review)))));
    return latest.get();
  }
}
