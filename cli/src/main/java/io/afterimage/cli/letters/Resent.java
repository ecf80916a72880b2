package io.afterimage.cli.letters;

import io.afterimage.client.refused.LetterSelection;
import io.afterimage.client.refused.LetterSender;
import io.afterimage.client.refused.SendingAgain;
import io.afterimage.schemas.events.ImagePointer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * What became of sending a selection again, in as many calls as it takes.
 *
 * @param sent how many were sent
 * @param before those that somebody had sent before
 * @param kept those that cannot be sent, with what keeps each
 * @param stopped whether it was ended before all were looked at
 */
public record Resent(int sent, int before, Map<ImagePointer, String> kept, boolean stopped) {

  /** Nothing was sent. */
  public static final Resent NOTHING = new Resent(0, 0, Map.of(), false);

  /** Copies the map. */
  public Resent {
    kept = Map.copyOf(kept);
  }

  /**
   * Who sends, and what is recorded with each.
   *
   * @param by who
   * @param why what they say
   */
  public record Mark(String by, String why) {}

  /**
   * Sends those that were found, and none that came later.
   *
   * @param progress told how many were looked at
   * @param stop asked now and then whether to end it
   */
  public static Resent send(
      LetterSender sender,
      String topic,
      LetterSelection selection,
      FoundLetters found,
      Mark mark,
      IntConsumer progress,
      BooleanSupplier stop) {
    int sent = 0;
    int before = 0;
    Map<ImagePointer, String> kept = new LinkedHashMap<>();
    Map<TopicPartition, Long> from = new HashMap<>(found.starts());
    boolean more = true;
    while (more && !stop.getAsBoolean()) {
      int earlier = sent + kept.size();
      SendingAgain part =
          sender.sendSelected(
              from,
              selection.and(found::includes),
              Integer.MAX_VALUE,
              mark.by(),
              mark.why(),
              looked -> {
                progress.accept(earlier + looked);
                return !stop.getAsBoolean();
              });
      sent += part.sent();
      before += part.before().size();
      kept.putAll(part.kept());
      part.next()
          .forEach((partition, next) -> from.put(new TopicPartition(topic, partition), next));
      more = part.more();
    }
    return new Resent(sent, before, kept, more);
  }
}
