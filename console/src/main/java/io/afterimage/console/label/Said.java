package io.afterimage.console.label;

import io.afterimage.schemas.events.Label;
import io.afterimage.schemas.events.LabelEvent;
import io.afterimage.schemas.events.Retraction;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What people said about one image so far.
 *
 * @param image that it was said of
 * @param label that stands; absent where it was taken back or never given
 * @param before the label that stood before, if nobody took labels back in between
 * @param aside who gave no label and why; absent while a label stands or is asked for
 * @param votes the last label of each who gave one since labels were last taken back; the newest at
 *     the end
 * @param confirmed whether the label was given once more after it stood
 * @param at when the last thing was said
 */
record Said(
    ImageRef image,
    Optional<Label> label,
    Optional<Label> before,
    Optional<Retraction> aside,
    Map<String, String> votes,
    boolean confirmed,
    Instant at) {

  /** More opinions about one image are not compared. */
  private static final int MOST_VOTES = 8;

  /** Before anything was said. */
  static Said nothing(LabelEvent first) {
    return new Said(
        ImageRef.of(first),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        false,
        Instant.EPOCH);
  }

  /** After one more event; {@code at} stands in where it does not say when it was said. */
  Said then(LabelEvent event, Instant at) {
    if (event instanceof Label given) {
      Instant when = given.labelledAt().orElse(at);
      return new Said(
          ImageRef.of(event),
          Optional.of(given),
          label,
          Optional.empty(),
          withVote(given),
          label.filter(earlier -> earlier.label().equals(given.label())).isPresent(),
          when);
    }
    Retraction taken = (Retraction) event;
    return new Said(
        ImageRef.of(event),
        Optional.empty(),
        Optional.empty(),
        taken.reason().map(why -> taken),
        Map.of(),
        false,
        taken.retractedAt().orElse(at));
  }

  /** Whether nobody needs to be asked: there is a label, or a reason for none. */
  boolean isAnswered() {
    return label.isPresent() || aside.isPresent();
  }

  /** Whether two people gave two labels, and nobody has agreed with one of them. */
  boolean isDisputed() {
    return votes.size() > 1 && votes.values().stream().distinct().count() == votes.size();
  }

  /** Who said the last thing that holds. */
  Optional<String> by() {
    return label.flatMap(Label::source).or(() -> aside.flatMap(Retraction::source));
  }

  private Map<String, String> withVote(Label given) {
    if (given.source().isEmpty()) {
      return votes;
    }
    Map<String, String> all = new LinkedHashMap<>(votes);
    all.remove(given.source().get());
    all.put(given.source().get(), given.label());
    while (all.size() > MOST_VOTES) {
      all.remove(all.keySet().iterator().next());
    }
    return all;
  }
}
