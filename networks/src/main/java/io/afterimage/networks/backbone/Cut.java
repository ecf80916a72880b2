package io.afterimage.networks.backbone;

import java.util.List;

/**
 * Where a backbone is divided for fine-tuning: the rows before {@code index} are frozen, those from
 * it learn.
 *
 * @param index of the first row that learns
 * @param crossing the layers before it whose outputs later rows take, in the table's order
 */
public record Cut(int index, List<String> crossing) {

  /** Copies the list. */
  public Cut {
    crossing = List.copyOf(crossing);
  }
}
