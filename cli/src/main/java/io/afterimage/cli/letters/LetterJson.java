package io.afterimage.cli.letters;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.afterimage.client.refused.DeadLetter;
import io.afterimage.client.refused.RecentLetters.Shown;
import io.afterimage.client.refused.RecordContent;
import io.afterimage.client.refused.SentAgain;
import io.afterimage.schemas.events.DeadLetterReason;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.ImagePointer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * A dead letter for programs.
 *
 * @param place where it lies
 * @param cause what the reason means; absent for one of a later version
 * @param remedy what to do
 * @param origin where the refused record lay
 * @param whole whether the dead letter has its bytes
 */
public record LetterJson(
    String place,
    String imageId,
    String reason,
    Optional<String> cause,
    Optional<String> remedy,
    String detail,
    Optional<String> origin,
    Instant refusedAt,
    Optional<Long> bytes,
    boolean whole,
    Optional<Sent> sentAgain) {

  /** Who sent it again. */
  public record Sent(String by, String why, Instant at) {

    private static Sent of(SentAgain mark) {
      return new Sent(mark.by(), mark.why(), mark.at());
    }
  }

  /** With what its record holds. */
  public record WithContent(@JsonUnwrapped LetterJson letter, RecordContent content) {}

  /** Of a dead letter. */
  public static LetterJson of(Shown shown) {
    DeadLetter letter = shown.letter();
    Optional<DeadLetterReason> known = DeadLetterReason.of(letter.reason());
    return new LetterJson(
        letter.place().toString(),
        letter.imageId(),
        letter.reason(),
        known.map(DeadLetterReason::cause),
        known.map(DeadLetterReason::remedy),
        letter.detail(),
        letter.origin().map(ImagePointer::toString),
        letter.refusedAt(),
        letter.bytes(),
        letter.whole(),
        shown.sentAgain().map(Sent::of));
  }

  /** As one line. */
  public static String line(Object document) {
    return new String(EventJson.write(document), StandardCharsets.UTF_8);
  }
}
