package io.afterimage.console.label;

import io.afterimage.schemas.events.Label;
import io.afterimage.schemas.events.LabelEvent;
import io.afterimage.schemas.events.Retraction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What people said about one image so far.
 *
 * @param image that it was said of
 * @param stands the last label of each who gave one since labels were last taken back, the newest
 *     at the end; or these labels, then the retraction that says why there is none. Written again
 *     in this order after a plain retraction, they stand again
 * @param before what stood before the last thing was said
 * @param undone the plain retraction that came last, until what it owes was said again or something
 *     else was said
 * @param sinceRetraction whether labels were taken back before: then none stands that is older than
 *     what is remembered
 * @param confirmed whether the label was given once more after it stood
 * @param at when the last thing was said
 */
record Said(
    ImageRef image,
    List<LabelEvent> stands,
    List<LabelEvent> before,
    Optional<Undone> undone,
    boolean sinceRetraction,
    boolean confirmed,
    Instant at) {

  /** More opinions about one image are neither compared nor restored. */
  private static final int MOST_LABELS = 8;

  /**
   * A plain retraction: it takes back everything, also what stood before the last thing was said.
   *
   * @param by who retracted
   * @param owed what stood before the last thing was said, and is to stand again
   */
  record Undone(Optional<String> by, List<LabelEvent> owed) {

    private boolean isOwedAfter(LabelEvent event) {
      return owed.contains(event) && !owed.get(owed.size() - 1).equals(event);
    }
  }

  /** Before anything was said. */
  static Said nothing(LabelEvent first) {
    return new Said(
        ImageRef.of(first), List.of(), List.of(), Optional.empty(), false, false, Instant.EPOCH);
  }

  /** After one more event; {@code at} stands in where it does not say when it was said. */
  Said then(LabelEvent event, Instant at) {
    if (event instanceof Label given) {
      return new Said(
          ImageRef.of(given),
          with(given),
          stands,
          undoneAfter(given),
          sinceRetraction,
          label().filter(earlier -> earlier.label().equals(given.label())).isPresent(),
          given.labelledAt().orElse(at));
    }
    Retraction taken = (Retraction) event;
    boolean isPlain = taken.reason().isEmpty();
    return new Said(
        ImageRef.of(taken),
        isPlain ? List.of() : putAside(taken),
        isPlain ? List.of() : stands,
        isPlain
            ? Optional.of(new Undone(taken.source(), undone.map(Undone::owed).orElse(before)))
            : undoneAfter(taken),
        isPlain || sinceRetraction,
        false,
        taken.retractedAt().orElse(at));
  }

  /** The label that stands; absent where it was taken back or never given. */
  Optional<Label> label() {
    return last().filter(Label.class::isInstance).map(Label.class::cast);
  }

  /** Who gave no label and why; absent while a label stands or is asked for. */
  Optional<Retraction> aside() {
    return last().filter(Retraction.class::isInstance).map(Retraction.class::cast);
  }

  /** The standing label of each who gave one, by person; the newest at the end. */
  Map<String, String> votes() {
    Map<String, String> votes = new LinkedHashMap<>();
    if (aside().isEmpty()) {
      for (LabelEvent event : stands) {
        event.source().ifPresent(person -> votes.put(person, ((Label) event).label()));
      }
    }
    return votes;
  }

  /** Whether nobody needs to be asked: there is a label, or a reason for none. */
  boolean isAnswered() {
    return !stands.isEmpty();
  }

  /** Whether two people gave two labels, and nobody has agreed with one of them. */
  boolean isDisputed() {
    if (stands.size() < 2) {
      return false;
    }
    Map<String, String> votes = votes();
    return votes.size() > 1 && votes.values().stream().distinct().count() == votes.size();
  }

  /** Who said the last thing that holds, or has begun to take it back. */
  Optional<String> by() {
    return isAnswered()
        ? last().flatMap(LabelEvent::source)
        : undone.filter(begun -> !begun.owed().isEmpty()).flatMap(Undone::by);
  }

  private Optional<LabelEvent> last() {
    return stands.isEmpty() ? Optional.empty() : Optional.of(stands.get(stands.size() - 1));
  }

  private Optional<Undone> undoneAfter(LabelEvent event) {
    return undone.filter(begun -> begun.isOwedAfter(event));
  }

  private List<LabelEvent> with(Label given) {
    List<LabelEvent> all = new ArrayList<>(aside().isPresent() ? List.<LabelEvent>of() : stands);
    all.removeIf(earlier -> earlier.source().equals(given.source()));
    all.add(given);
    return List.copyOf(all.subList(Math.max(0, all.size() - MOST_LABELS), all.size()));
  }

  private List<LabelEvent> putAside(Retraction taken) {
    List<LabelEvent> all = new ArrayList<>(stands);
    all.removeIf(Retraction.class::isInstance);
    all.add(taken);
    return List.copyOf(all);
  }
}
