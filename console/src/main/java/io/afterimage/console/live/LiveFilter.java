package io.afterimage.console.live;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which predictions somebody wants to see; what is empty lets all pass.
 *
 * @param least confidence, from 0 to 1
 * @param most confidence, from 0 to 1
 * @param source who gave the label that the image has
 * @param text part of the id, in whatever case
 */
record LiveFilter(
    Optional<String> label,
    Optional<String> version,
    double least,
    double most,
    Optional<String> source,
    Optional<String> text) {

  /** Together with a look at the labels. */
  Predicate<LivePrediction> with(RecentLabels labels) {
    Optional<String> part = text.map(given -> given.toLowerCase(Locale.ROOT));
    return prediction ->
        label.filter(wanted -> !wanted.equals(prediction.label())).isEmpty()
            && version.filter(wanted -> !wanted.equals(prediction.version())).isEmpty()
            && prediction.confidence() >= least
            && prediction.confidence() <= most
            && part.filter(wanted -> !prediction.id().toLowerCase(Locale.ROOT).contains(wanted))
                .isEmpty()
            && source
                .filter(
                    wanted ->
                        labels
                            .of(prediction.id(), prediction.picture(), prediction.sha256())
                            .flatMap(GivenLabel::source)
                            .filter(wanted::equals)
                            .isEmpty())
                .isEmpty();
  }
}
