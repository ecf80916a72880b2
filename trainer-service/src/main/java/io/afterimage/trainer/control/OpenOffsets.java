package io.afterimage.trainer.control;

import java.util.TreeSet;

/** Which records of a partition are taken but not answered for good. For one thread. */
final class OpenOffsets {

  private final TreeSet<Long> open = new TreeSet<>();
  private long end;

  void open(long offset) {
    open.add(offset);
    end = Math.max(end, offset + 1);
  }

  /** Closes an offset; returns where a successor has to continue: the first that is still open. */
  long close(long offset) {
    open.remove(offset);
    return open.isEmpty() ? end : open.first();
  }
}
