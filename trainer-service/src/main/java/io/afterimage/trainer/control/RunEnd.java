package io.afterimage.trainer.control;

import io.afterimage.schemas.events.Notification.Outcome;
import io.afterimage.schemas.events.Reply;
import java.util.Locale;

/**
 * How a run ended.
 *
 * @param outcome what it came to
 * @param text why, human-readable: of a candidate, the gate's sentence
 */
public record RunEnd(Outcome outcome, String text) {

  /**
   * What the last reply to a run's command says.
   *
   * @throws IllegalArgumentException when others follow such a reply
   */
  public static RunEnd of(Reply reply) {
    if (reply instanceof Reply.Done done) {
      return new RunEnd(outcome(done.outcome()), done.text());
    } else if (reply instanceof Reply.Refused refused) {
      return new RunEnd(Outcome.REFUSED, refused.why());
    } else if (reply instanceof Reply.Failed failed) {
      return new RunEnd(Outcome.FAILED, failed.reason());
    }
    throw new IllegalArgumentException("not the last reply: " + reply);
  }

  private static Outcome outcome(Reply.Outcome outcome) {
    if (outcome instanceof Reply.Published) {
      return Outcome.PUBLISHED;
    }
    return outcome instanceof Reply.Rejected ? Outcome.REJECTED : Outcome.NOTHING_NEW;
  }

  /** The outcome as a word, as events spell it. */
  public String word() {
    return outcome.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
