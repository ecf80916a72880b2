package io.afterimage.streams.feedback;

import java.time.Instant;

/** The label of a picture as the join remembers it. */
record KnownLabel(String label, Instant labelledAt, Source source) {

  /** Where a label came from. */
  enum Source {
    /** A header of the picture. */
    HEADER,
    /** The topic of labels. */
    TOPIC
  }

  /**
   * Whether a label that came later takes this one's place: it does, unless it is only the header
   * of a picture that was sent again, which knows less than what was said about the picture.
   */
  boolean yieldsTo(KnownLabel later) {
    return source == Source.HEADER || later.source == Source.TOPIC;
  }
}
