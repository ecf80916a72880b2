package io.afterimage.console.live;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.Optional;

/**
 * A prediction with the label that its image has by now.
 *
 * @param given the label and who gave it; empty while nobody has
 */
record LiveCard(@JsonUnwrapped LivePrediction prediction, Optional<GivenLabel> given) {

  static LiveCard of(LivePrediction prediction, RecentLabels labels) {
    return new LiveCard(
        prediction, labels.of(prediction.id(), prediction.picture(), prediction.sha256()));
  }
}
