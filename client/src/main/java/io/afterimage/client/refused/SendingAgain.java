package io.afterimage.client.refused;

import io.afterimage.schemas.events.ImagePointer;
import java.util.List;
import java.util.Map;

/**
 * What became of sending again.
 *
 * @param sent how many dead letters were sent again
 * @param before those that had been sent again before, by anybody; of all, those before {@code
 *     next}
 * @param kept those that cannot be sent again, with what keeps each
 * @param more whether there are further ones, for another call
 * @param next where that is to go on, by partition
 */
public record SendingAgain(
    int sent,
    List<ImagePointer> before,
    Map<ImagePointer, String> kept,
    boolean more,
    Map<Integer, Long> next) {

  /** Copies the collections. */
  public SendingAgain {
    before = List.copyOf(before);
    kept = Map.copyOf(kept);
    next = Map.copyOf(next);
  }
}
