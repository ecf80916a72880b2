package io.afterimage.cli.letters;

import io.afterimage.cli.terminal.LiveLine;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.client.CommandFailure;
import io.afterimage.client.refused.DeadLetter;
import io.afterimage.client.refused.LetterReader;
import io.afterimage.client.refused.LetterSelection;
import io.afterimage.client.refused.RecentLetters;
import io.afterimage.client.refused.RecentLetters.Shown;
import io.afterimage.kafka.clients.StoreUnavailableException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;

/**
 * The dead letters of a selection: how many there were when they were read, and the newest of them.
 *
 * @param letters what was read
 * @param starts where the reading of each partition began
 * @param ends where it ended
 */
public record FoundLetters(
    RecentLetters letters, Map<TopicPartition, Long> starts, Map<Integer, Long> ends) {

  /** So many are known one by one; of more, the oldest are only counted. */
  public static final int MOST = 20_000;

  private static final int BETWEEN_LINES = 100;

  private static final Comparator<Shown> NEWEST_FIRST =
      Comparator.comparing((Shown shown) -> shown.letter().refusedAt()).reversed();

  /** Copies the maps. */
  public FoundLetters {
    starts = Map.copyOf(starts);
    ends = Map.copyOf(ends);
  }

  /**
   * Reads the topic to its end, and says how far it is.
   *
   * @throws CommandFailure when the end was not reached in time, with what was counted by then
   * @throws StoreUnavailableException when nothing can be read
   */
  public static FoundLetters read(
      LetterReader reader, String topic, LetterSelection selection, Terminal terminal) {
    RecentLetters letters = new RecentLetters(selection, MOST);
    Map<TopicPartition, Long> starts = reader.starts(topic, selection);
    AtomicLong read = new AtomicLong();
    try (LiveLine line = new LiveLine(terminal)) {
      Map<Integer, Long> ends =
          reader.readToEnd(
              topic,
              starts,
              record -> {
                letters.take(record);
                if (read.incrementAndGet() % BETWEEN_LINES == 0) {
                  line.show("%,d records of %s read".formatted(read.get(), topic));
                }
              });
      return new FoundLetters(letters, starts, ends);
    } catch (StoreUnavailableException e) {
      if (read.get() == 0) {
        throw e;
      }
      throw new CommandFailure(unfinished(e, letters, read.get(), selection), e);
    }
  }

  /** The oldest were read first: those that a list begins with are not known. */
  private static String unfinished(
      StoreUnavailableException cause,
      RecentLetters letters,
      long read,
      LetterSelection selection) {
    return "%s; %,d records were read, %s%s"
        .formatted(
            cause.getMessage(),
            read,
            letters.counts().isEmpty()
                ? "no dead letter among them matches"
                : "dead letters among them: " + LetterLines.counts(letters.counts()),
            !selection.places().isEmpty()
                ? ""
                : selection.since().isPresent()
                    ? "; a later --since reads less"
                    : "; --since 1h reads only what was refused in the last hour");
  }

  /**
   * The newest first.
   *
   * @param open only those that were not sent again
   * @param limit at most so many; 0: all that are known
   */
  public List<Shown> newest(boolean open, long limit) {
    return letters.newest(shown -> !open || shown.sentAgain().isEmpty(), Integer.MAX_VALUE).stream()
        .sorted(NEWEST_FIRST)
        .limit(limit == 0 ? Long.MAX_VALUE : limit)
        .toList();
  }

  /**
   * How many match.
   *
   * @param open only those that were not sent again, as far as that is known
   */
  public long count(boolean open) {
    return letters.counts().values().stream()
        .mapToLong(count -> count.letters() - (open ? count.sentAgain() : 0))
        .sum();
  }

  /** Whether it was there when they were read: what is refused again later is another. */
  public boolean includes(DeadLetter letter) {
    return letter.place().offset() < ends.getOrDefault(letter.place().partition(), 0L);
  }
}
