package io.afterimage.trainer.buffer;

import io.afterimage.events.PicturePointer;
import io.afterimage.trainer.dataset.Split;
import java.time.Instant;

/**
 * One labelled picture at training size.
 *
 * @param id the image id
 * @param label the true label
 * @param split what it is for; follows from the id alone
 * @param labelledAt when the label was given
 * @param source where the original picture lay
 * @param png size x size RGB, losslessly compressed; never changed
 */
public record Example(
    String id, String label, Split split, Instant labelledAt, PicturePointer source, byte[] png) {

  /** The same picture under another label. */
  public Example relabelled(String newLabel, Instant at) {
    return new Example(id, newLabel, split, at, source, png);
  }
}
