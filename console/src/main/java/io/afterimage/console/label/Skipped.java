package io.afterimage.console.label;

import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The images that one person does not want to be asked for, each until some moment. Takes up to
 * about {@value #MOST_CHARACTERS} characters of ids, whoever makes them up; the eldest go first.
 * For one thread.
 */
final class Skipped {

  static final int MOST_CHARACTERS = 1_000_000;

  /** What an entry takes besides its id, in characters. */
  private static final int ENTRY = 100;

  private final Map<String, Instant> ends = new LinkedHashMap<>();
  private long characters;

  void add(String imageId, Instant end) {
    remove(imageId);
    ends.put(imageId, end);
    characters += size(imageId);
    Iterator<String> eldest = ends.keySet().iterator();
    while (characters > MOST_CHARACTERS) {
      characters -= size(eldest.next());
      eldest.remove();
    }
  }

  void remove(String imageId) {
    if (ends.remove(imageId) != null) {
      characters -= size(imageId);
    }
  }

  /** Those whose time is not over. */
  Set<String> at(Instant now) {
    ends.entrySet()
        .removeIf(
            entry -> {
              boolean isOver = !entry.getValue().isAfter(now);
              characters -= isOver ? size(entry.getKey()) : 0;
              return isOver;
            });
    return Set.copyOf(ends.keySet());
  }

  private static int size(String imageId) {
    return imageId.length() + ENTRY;
  }
}
