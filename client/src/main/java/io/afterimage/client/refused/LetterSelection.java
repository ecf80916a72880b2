package io.afterimage.client.refused;

import io.afterimage.schemas.events.ImagePointer;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Which dead letters are meant: those that match everything that is given.
 *
 * @param places where they lie; empty: anywhere
 * @param reasons their reasons; empty: any
 * @param imageIds their images' ids; empty: any. Ids count as {@link DeadLetter} keeps them
 * @param since refused then or later
 * @param until refused before
 */
public record LetterSelection(
    Set<ImagePointer> places,
    Set<String> reasons,
    Set<String> imageIds,
    Optional<Instant> since,
    Optional<Instant> until)
    implements Predicate<DeadLetter> {

  /** Copies the sets. */
  public LetterSelection {
    places = Set.copyOf(places);
    reasons = Set.copyOf(reasons);
    imageIds = imageIds.stream().map(LetterSelection::kept).collect(Collectors.toUnmodifiableSet());
  }

  /** Those at these places. */
  public static LetterSelection at(Set<ImagePointer> places) {
    return new LetterSelection(places, Set.of(), Set.of(), Optional.empty(), Optional.empty());
  }

  @Override
  public boolean test(DeadLetter letter) {
    return (places.isEmpty() || places.contains(letter.place()))
        && (reasons.isEmpty() || reasons.contains(letter.reason()))
        && (imageIds.isEmpty() || imageIds.contains(letter.imageId()))
        && since.map(from -> !letter.refusedAt().isBefore(from)).orElse(true)
        && until.map(letter.refusedAt()::isBefore).orElse(true);
  }

  /** Whether it means all that there are. */
  public boolean isEverything() {
    return places.isEmpty()
        && reasons.isEmpty()
        && imageIds.isEmpty()
        && since.isEmpty()
        && until.isEmpty();
  }

  private static String kept(String imageId) {
    return imageId.substring(0, Math.min(imageId.length(), DeadLetter.LONGEST_TEXT));
  }
}
