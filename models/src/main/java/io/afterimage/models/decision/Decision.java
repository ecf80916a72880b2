package io.afterimage.models.decision;

import io.afterimage.schemas.events.Prediction;
import java.util.Optional;

/**
 * The answer to one image.
 *
 * @param label that is answered, which may be none of the model's
 * @param by what moved it away from the most probable label; empty: nothing did
 */
public record Decision(String label, Optional<By> by) {

  /** What decides beside the highest probability. */
  public enum By {
    /** Another label costs less. */
    COSTS(Prediction.BY_COSTS),
    /** The label's probability is below its threshold. */
    THRESHOLD(Prediction.BY_THRESHOLD);

    private final String code;

    By(String code) {
      this.code = code;
    }

    /** As predictions name it. */
    public String code() {
      return code;
    }
  }
}
