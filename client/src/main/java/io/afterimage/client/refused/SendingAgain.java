package io.afterimage.client.refused;

import io.afterimage.schemas.events.ImagePointer;
import java.util.List;
import java.util.Map;

/**
 * What became of sending again.
 *
 * @param sent how many dead letters were sent again
 * @param before those that had been sent again before, by anybody
 * @param kept those that cannot be sent again, with what keeps each
 * @param more whether there are further ones, for another call
 */
public record SendingAgain(
    int sent, List<ImagePointer> before, Map<ImagePointer, String> kept, boolean more) {

  /** Copies the collections. */
  public SendingAgain {
    before = List.copyOf(before);
    kept = Map.copyOf(kept);
  }
}
