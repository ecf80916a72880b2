package io.afterimage.console.learning;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What happened in each bucket of each {@link Span}. Holds at most as many buckets as the spans
 * have, whatever comes; what is older than a span's first bucket is not counted there. For one
 * thread.
 *
 * @param <B> what a bucket holds
 */
final class History<B> {

  private final Supplier<B> fresh;
  private final Map<Span, TreeMap<Long, B>> spans = new EnumMap<>(Span.class);

  History(Supplier<B> fresh) {
    this.fresh = fresh;
    for (Span span : Span.values()) {
      spans.put(span, new TreeMap<>());
    }
  }

  /** Changes the bucket of that moment in every span that reaches as far back. */
  void change(long millis, Consumer<B> change) {
    spans.forEach(
        (span, buckets) -> {
          long number = span.bucketOf(millis);
          if (buckets.isEmpty() || number > buckets.lastKey() - span.buckets()) {
            change.accept(buckets.computeIfAbsent(number, any -> fresh.get()));
            buckets.headMap(buckets.lastKey() - span.buckets(), true).clear();
          }
        });
  }

  /** The buckets of a span up to now, oldest first; empty where nothing happened. */
  List<Optional<B>> upTo(long millis, Span span) {
    long last = span.bucketOf(millis);
    List<Optional<B>> found = new ArrayList<>();
    for (long number = last - span.buckets() + 1; number <= last; number++) {
      found.add(Optional.ofNullable(spans.get(span).get(number)));
    }
    return found;
  }

  /** When each of those buckets begins, in seconds since 1970. */
  static List<Long> starts(long millis, Span span) {
    long last = span.bucketOf(millis);
    List<Long> starts = new ArrayList<>();
    for (long number = last - span.buckets() + 1; number <= last; number++) {
      starts.add(number * span.width().toSeconds());
    }
    return starts;
  }
}
