package io.afterimage.kafka.records;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;

/** How long a reader goes on: while it gets on, but not for ever. For one thread. */
final class Patience {

  private final Duration idle;
  private final Duration within;
  private final InstantSource clock;
  private final Instant begun;
  private Instant moved;
  private List<Long> place = List.of();

  /**
   * From now on.
   *
   * @param idle how long it may stay at one place
   * @param within how long it may take in all
   */
  Patience(Duration idle, Duration within, InstantSource clock) {
    this.idle = idle;
    this.within = within;
    this.clock = clock;
    this.begun = clock.instant();
    this.moved = begun;
  }

  /** Notes where the reader is, by the offsets of its partitions. */
  void at(Collection<Long> offsets) {
    List<Long> now = List.copyOf(offsets);
    if (!now.equals(place)) {
      place = now;
      moved = clock.instant();
    }
  }

  /** Whether it has stayed too long, or taken too long. */
  boolean isOver() {
    Instant now = clock.instant();
    return now.isAfter(moved.plus(idle)) || now.isAfter(begun.plus(within));
  }

  @Override
  public String toString() {
    return idle.equals(within)
        ? within.toString()
        : "%s, with steps of %s at most".formatted(within, idle);
  }
}
