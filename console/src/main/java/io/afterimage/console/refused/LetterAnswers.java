package io.afterimage.console.refused;

import io.afterimage.client.refused.DeadLetter;
import io.afterimage.client.refused.RecentLetters;
import io.afterimage.client.refused.SendingAgain;
import io.afterimage.client.refused.SentAgain;
import io.afterimage.schemas.events.DeadLetterReason;
import io.afterimage.schemas.events.ImagePointer;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the page gets, as JSON. */
final class LetterAnswers {

  private LetterAnswers() {}

  /**
   * The page.
   *
   * @param letters the newest first
   * @param more whether there are more of them
   * @param fault why nothing new comes, if so
   */
  record Page(
      boolean caughtUp,
      Optional<String> fault,
      List<Reason> reasons,
      List<Letter> letters,
      boolean more) {}

  /** A reason with its advice; empty for a reason that this version does not know. */
  record Reason(String reason, String cause, String remedy, long letters, long sentAgain) {

    static Reason of(String code, RecentLetters.Count count) {
      Optional<DeadLetterReason> known = DeadLetterReason.of(code);
      return new Reason(
          code,
          known.map(DeadLetterReason::cause).orElse(""),
          known.map(DeadLetterReason::remedy).orElse(""),
          count.letters(),
          count.sentAgain());
    }
  }

  /**
   * A dead letter.
   *
   * @param image whether it has bytes of an image, which the image's address may show
   */
  record Letter(
      String topic,
      int partition,
      long offset,
      String imageId,
      String reason,
      String detail,
      Optional<String> origin,
      Instant refusedAt,
      Optional<Long> bytes,
      boolean image,
      Optional<Sent> sentAgain) {

    static Letter of(RecentLetters.Shown shown, String images) {
      DeadLetter letter = shown.letter();
      boolean image =
          letter.whole()
              && letter.bytes().orElse(0L) > 0
              && letter.origin().filter(at -> at.topic().equals(images)).isPresent();
      return new Letter(
          letter.place().topic(),
          letter.place().partition(),
          letter.place().offset(),
          letter.imageId(),
          letter.reason(),
          letter.detail(),
          letter.origin().map(ImagePointer::toString),
          letter.refusedAt(),
          letter.bytes(),
          image,
          shown.sentAgain().map(Sent::of));
    }
  }

  /** Who sent it again. */
  record Sent(String by, String why, Instant at) {

    static Sent of(SentAgain mark) {
      return new Sent(mark.by(), mark.why(), mark.at());
    }
  }

  /**
   * What became of sending again.
   *
   * @param before those that had been sent again before
   * @param more whether to go on with another request for the rest
   * @param until what to go on with: those that were refused before
   * @param next where to go on, by partition
   */
  record Result(
      int sent, int before, List<Kept> kept, boolean more, Instant until, Map<Integer, Long> next) {

    static Result of(SendingAgain done, Instant until) {
      List<Kept> kept =
          done.kept().entrySet().stream()
              .map(entry -> new Kept(entry.getKey().toString(), entry.getValue()))
              .sorted(Comparator.comparing(Kept::place))
              .toList();
      return new Result(done.sent(), done.before().size(), kept, done.more(), until, done.next());
    }
  }

  /** A dead letter that cannot be sent again. */
  record Kept(String place, String why) {}
}
