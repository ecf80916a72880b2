package io.afterimage.service;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * Where logs ended when somebody looked: what lies beyond came later, whatever its timestamp says.
 * For one thread.
 */
final class LogEnds {

  /** Of each partition. */
  private static final int MOST = 64;

  private final Map<TopicPartition, List<End>> ends = new HashMap<>();

  private record End(long offset, Instant at) {}

  /** A log ended before this offset then. */
  void note(TopicPartition partition, long offset, Instant at) {
    List<End> known = ends.computeIfAbsent(partition, p -> new ArrayList<>());
    if (!known.isEmpty() && known.get(known.size() - 1).offset() >= offset) {
      known.remove(known.size() - 1);
    }
    known.add(new End(offset, at));
    if (known.size() > MOST) {
      known.remove(leastMissed(known));
    }
  }

  /** The latest known moment before a record arrived. */
  Optional<Instant> before(TopicPartition partition, long offset) {
    return ends.getOrDefault(partition, List.of()).stream()
        .filter(end -> end.offset() <= offset)
        .reduce((earlier, later) -> later)
        .map(End::at);
  }

  /** The one whose neighbours are close together, compared with how long ago it was. */
  private static int leastMissed(List<End> known) {
    Instant now = known.get(known.size() - 1).at();
    int least = 1;
    double smallest = Double.MAX_VALUE;
    for (int i = 1; i < known.size() - 1; i++) {
      double gap = millis(known.get(i - 1).at(), known.get(i + 1).at());
      double relative = gap / Math.max(1, millis(known.get(i).at(), now));
      if (relative < smallest) {
        smallest = relative;
        least = i;
      }
    }
    return least;
  }

  private static double millis(Instant from, Instant to) {
    return Duration.between(from, to).toMillis();
  }
}
