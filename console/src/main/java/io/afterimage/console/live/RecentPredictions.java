package io.afterimage.console.live;

import io.afterimage.schemas.events.Prediction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The newest predictions, so many and no more, whatever lies behind them. Thread-safe. */
final class RecentPredictions {

  private final int most;
  private final Deque<LivePrediction> newestFirst = new ArrayDeque<>();
  private long seen;

  RecentPredictions(int most) {
    this.most = most;
  }

  /** Adds the next one. */
  synchronized LivePrediction add(ConsumerRecord<byte[], byte[]> record, Prediction prediction) {
    LivePrediction added = LivePrediction.of(++seen, record, prediction);
    newestFirst.addFirst(added);
    if (newestFirst.size() > most) {
      newestFirst.removeLast();
    }
    return added;
  }

  /** How many there were since the console began to read. */
  synchronized long seen() {
    return seen;
  }

  /** How many are kept. */
  synchronized int size() {
    return newestFirst.size();
  }

  /** Those that match, the newest first. */
  synchronized List<LivePrediction> find(Predicate<LivePrediction> filter, int limit) {
    List<LivePrediction> found = new ArrayList<>();
    Iterator<LivePrediction> all = newestFirst.iterator();
    while (all.hasNext() && found.size() < limit) {
      LivePrediction next = all.next();
      if (filter.test(next)) {
        found.add(next);
      }
    }
    return found;
  }

  /** What the kept ones have, sorted; at most some. */
  synchronized Set<String> distinct(Function<LivePrediction, String> what, int limit) {
    Set<String> found = new TreeSet<>();
    for (LivePrediction prediction : newestFirst) {
      if (found.size() >= limit) {
        break;
      }
      found.add(what.apply(prediction));
    }
    return found;
  }
}
