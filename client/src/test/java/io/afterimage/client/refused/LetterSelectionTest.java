package io.afterimage.client.refused;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.schemas.events.ImagePointer;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LetterSelectionTest {

  private static final Instant AT = Instant.parse("2026-11-29T10:00:00Z");
  private static final ImagePointer PLACE = new ImagePointer("dead-letters", 0, 7);

  @Test
  void shouldMeanWhatMatchesEverythingThatIsGiven() {
    DeadLetter letter = letter("cat-1");

    assertThat(selection(Set.of(), Set.of(), Optional.empty(), Optional.empty())).accepts(letter);
    assertThat(selection(Set.of("empty", "truncated"), Set.of("cat-1"), at(0), at(1)))
        .accepts(letter);
    assertThat(selection(Set.of("empty"), Set.of("cat-1"), at(0), at(1))).rejects(letter);
    assertThat(selection(Set.of("truncated"), Set.of("cat-2"), at(0), at(1))).rejects(letter);
    assertThat(selection(Set.of(), Set.of(), at(1), Optional.empty())).rejects(letter);
    assertThat(selection(Set.of(), Set.of(), Optional.empty(), at(0)))
        .as("until is not included")
        .rejects(letter);
  }

  @Test
  void shouldKnowWhetherItMeansAll() {
    assertThat(LetterSelection.at(Set.of()).isEverything()).isTrue();
    assertThat(LetterSelection.at(Set.of(PLACE)).isEverything()).isFalse();
    assertThat(selection(Set.of(), Set.of(), at(0), Optional.empty()).isEverything()).isFalse();
  }

  @Test
  void shouldMeanThoseAtTheirPlaces() {
    assertThat(LetterSelection.at(Set.of(PLACE))).accepts(letter("cat-1"));
    assertThat(LetterSelection.at(Set.of(new ImagePointer("dead-letters", 1, 7))))
        .rejects(letter("cat-1"));
  }

  @Test
  void shouldFindAnIdThatWasKeptInPart() {
    String id = "k".repeat(DeadLetter.LONGEST_TEXT + 5);

    assertThat(selection(Set.of(), Set.of(id), Optional.empty(), Optional.empty()))
        .accepts(letter(id.substring(0, DeadLetter.LONGEST_TEXT)));
  }

  private static LetterSelection selection(
      Set<String> reasons, Set<String> ids, Optional<Instant> since, Optional<Instant> until) {
    return new LetterSelection(Set.of(), reasons, ids, since, until);
  }

  private static Optional<Instant> at(long seconds) {
    return Optional.of(AT.plusSeconds(seconds));
  }

  private static DeadLetter letter(String id) {
    return new DeadLetter(
        PLACE, id, "truncated", "", Optional.empty(), AT, Optional.empty(), false);
  }
}
