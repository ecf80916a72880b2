package io.afterimage.client.refused;

import io.afterimage.schemas.events.ImagePointer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The newest dead letters without their bytes, and how many there were by reason. Bounded, and
 * thread-safe; filled with the records of {@code dead-letters} in their order.
 */
public final class RecentLetters {

  /** Reasons with a count of their own; anyone who writes to the topic can make one up. */
  private static final int MOST_REASONS = 64;

  private static final String OTHER = "other";

  private final Predicate<DeadLetter> wanted;
  private final Map<ImagePointer, Shown> letters;
  private final Map<String, Count> counts = new HashMap<>();

  /** A dead letter, and whether it was sent again. */
  public record Shown(DeadLetter letter, Optional<SentAgain> sentAgain) {}

  /** Of one reason: all that were read, and those of the kept ones that were sent again. */
  public record Count(long letters, long sentAgain) {}

  /**
   * Without any yet.
   *
   * @param wanted which count; the others are passed over
   * @param most how many are kept; 5,000 take some 10 MB with the longest texts
   */
  public RecentLetters(Predicate<DeadLetter> wanted, int most) {
    this.wanted = wanted;
    this.letters =
        new LinkedHashMap<>() {
          @Override
          protected boolean removeEldestEntry(Map.Entry<ImagePointer, Shown> eldest) {
            return size() > most;
          }
        };
  }

  /** Takes a dead letter, or the mark of one. */
  public synchronized void take(ConsumerRecord<byte[], byte[]> record) {
    DeadLetter.read(record).filter(wanted).ifPresent(this::add);
    SentAgain.read(record).ifPresent(this::mark);
  }

  /** The newest first, at most this many. */
  public synchronized List<Shown> newest(Predicate<Shown> chosen, int most) {
    List<Shown> all = new ArrayList<>(letters.values());
    List<Shown> found = new ArrayList<>();
    for (int i = all.size() - 1; i >= 0 && found.size() < most; i--) {
      if (chosen.test(all.get(i))) {
        found.add(all.get(i));
      }
    }
    return found;
  }

  /** By reason. */
  public synchronized Map<String, Count> counts() {
    return Map.copyOf(counts);
  }

  private void add(DeadLetter letter) {
    letters.put(letter.place(), new Shown(letter, Optional.empty()));
    count(letter, 1, 0);
  }

  private void mark(SentAgain mark) {
    Shown marked =
        letters.computeIfPresent(
            mark.letter(), (place, shown) -> new Shown(shown.letter(), Optional.of(mark)));
    if (marked != null) {
      count(marked.letter(), 0, 1);
    }
  }

  private void count(DeadLetter letter, int refused, int sentAgain) {
    String reason =
        counts.containsKey(letter.reason()) || counts.size() < MOST_REASONS
            ? letter.reason()
            : OTHER;
    counts.merge(
        reason,
        new Count(refused, sentAgain),
        (a, b) -> new Count(a.letters() + b.letters(), a.sentAgain() + b.sentAgain()));
  }
}
