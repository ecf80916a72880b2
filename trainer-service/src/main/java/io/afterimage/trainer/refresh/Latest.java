package io.afterimage.trainer.refresh;

import java.lang.ref.SoftReference;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Remembers the few values that were asked for last, as long as there is memory. Thread-safe.
 *
 * @param <K> of what a value is
 * @param <V> the same whenever it is made
 */
public final class Latest<K, V> {

  private final Map<K, SoftReference<V>> known;

  /**
   * Of none yet.
   *
   * @param most how many are remembered
   */
  public Latest(int most) {
    this.known =
        new LinkedHashMap<>(most + 1, 0.75f, true) {
          private static final long serialVersionUID = 1;

          @Override
          protected boolean removeEldestEntry(Map.Entry<K, SoftReference<V>> eldest) {
            return size() > most;
          }
        };
  }

  /** A value; made on the calling thread, unless it is remembered. */
  public synchronized V get(K key, Supplier<V> maker) {
    SoftReference<V> kept = known.get(key);
    V value = kept == null ? null : kept.get();
    if (value == null) {
      value = maker.get();
      known.put(key, new SoftReference<>(value));
    }
    return value;
  }

  /** Forgets one. */
  public synchronized void forget(K key) {
    known.remove(key);
  }
}
