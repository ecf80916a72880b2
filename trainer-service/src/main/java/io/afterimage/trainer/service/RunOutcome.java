package io.afterimage.trainer.service;

import io.afterimage.schemas.events.Reply;
import java.util.Locale;

/** The possible outcomes of a run. */
enum RunOutcome {
  /** A version was announced. */
  PUBLISHED,
  /** The gate did not let the candidate pass. */
  REJECTED,
  /** There was nothing to learn, or nothing to publish. */
  UNCHANGED,
  /** There is no candidate, or it was cancelled. */
  FAILED;

  static RunOutcome of(Reply reply) {
    if (reply instanceof Reply.Done done) {
      if (done.outcome() instanceof Reply.Published) {
        return PUBLISHED;
      }
      return done.outcome() instanceof Reply.Rejected ? REJECTED : UNCHANGED;
    }
    return reply instanceof Reply.Refused ? UNCHANGED : FAILED;
  }

  /** As metrics name it. */
  String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
