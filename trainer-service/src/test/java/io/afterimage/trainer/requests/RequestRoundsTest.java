package io.afterimage.trainer.requests;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.LabelRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestRoundsTest {

  private static final Duration EVERY = Duration.ofHours(1);

  private final Map<String, GivenLabel> labels = new HashMap<>();
  private Instant now = Instant.parse("2026-03-01T00:00:00Z");
  private long offset;
  private RequestRounds rounds = rounds(100, 0.2);

  private RequestRounds rounds(int perDay, double auditShare) {
    return new RequestRounds(
        new RequestConfig(perDay, auditShare, EVERY),
        id -> Optional.ofNullable(labels.get(id)),
        () -> now);
  }

  private void images(int count) {
    for (int i = 0; i < count; i++) {
      rounds.predicted(Predictions.of("image " + offset, offset, (offset * 37 % 100) / 100.0));
      offset++;
    }
  }

  private List<LabelRequest> endRound() {
    now = now.plus(EVERY);
    return rounds.changes();
  }

  private GivenLabel label(String label, LabelRequest request) {
    return new GivenLabel(label, now, request.picture(), Optional.empty());
  }

  @Test
  void shouldAskAtTheEndOfEachRoundOnly() {
    images(100);

    assertThat(rounds.changes()).isEmpty();
    now = now.plus(Duration.ofMinutes(5));
    assertThat(rounds.changes()).hasSize(17).allMatch(LabelRequest::open);
    images(100);
    now = now.plus(Duration.ofMinutes(55));
    assertThat(rounds.changes()).isEmpty();
    now = now.plus(Duration.ofMinutes(5));
    assertThat(rounds.changes()).hasSize(14);
    assertThat(endRound()).isEmpty();
  }

  /** Who compares versions needs to know which images were chosen for what one said of them. */
  @Test
  void shouldTellWhyAnImageWasAskedFor() {
    images(200);

    List<LabelRequest> asked = endRound();

    assertThat(asked).anyMatch(request -> request.why().equals(LabelRequest.AUDIT));
    assertThat(asked)
        .allMatch(
            request ->
                rounds
                    .why(request.imageId(), label("cat", request))
                    .equals(Optional.of(request.why())));
    assertThat(rounds.why("another", label("cat", asked.get(0)))).isEmpty();
    assertThat(rounds.why(asked.get(0).imageId(), label("cat", asked.get(1))))
        .as("another image has its id")
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"8, 65", "24, 80"})
  void shouldKeepTheBudgetInAnyDayAndUseMostOfIt(int busyHours, int least) {
    List<Instant> asked = new ArrayList<>();
    int audits = 0;
    for (int round = 0; round < 3 * 24; round++) {
      images(round % 24 < busyHours ? 200 : 0);
      for (LabelRequest request : endRound()) {
        asked.add(request.requestedAt());
        audits += request.probability().isPresent() ? 1 : 0;
      }
    }

    for (Instant end : asked) {
      Instant begin = end.minus(Duration.ofDays(1));
      assertThat(asked.stream().filter(at -> at.isAfter(begin) && !at.isAfter(end)).count())
          .isLessThanOrEqualTo(100);
    }
    assertThat(asked.size()).isBetween(3 * least, 3 * 100);
    assertThat(audits).isBetween(asked.size() / 5 - 3, asked.size() / 5 + 3);
  }

  @Test
  void shouldAskForUnknownImagesWithAFifthOfTheOthers() {
    for (int i = 0; i < 400; i++) {
      rounds.predicted(Predictions.of("image " + i, i, 0.95, i / 400.0, i % 2 == 0));
    }

    List<LabelRequest> requests = endRound();

    assertThat(requests.stream().filter(request -> request.why().equals(LabelRequest.NEW)))
        .extracting(LabelRequest::imageId)
        .containsExactly("image 398", "image 396", "image 394");
    assertThat(requests).hasSize(17);
  }

  @Test
  void shouldDrawAuditsFromAllImagesSinceTheLastOne() {
    rounds = rounds(6, 0.2);
    images(10);
    List<LabelRequest> requests = new ArrayList<>(endRound());
    while (requests.stream().noneMatch(request -> request.why().equals(LabelRequest.AUDIT))) {
      images(10);
      requests.addAll(endRound());
    }

    assertThat(requests.get(requests.size() - 1).probability()).contains(1.0 / offset);
  }

  @Test
  void shouldCloseARequestWhenItsLabelComes() {
    images(100);
    LabelRequest request = endRound().get(0);

    rounds.labelled(request.imageId(), label("cat", request));

    assertThat(rounds.changes()).containsExactly(request.closed("cat", now));
    assertThat(rounds.open()).isEqualTo(16);
    rounds.labelled(request.imageId(), label("cat", request));
    assertThat(rounds.changes()).isEmpty();
    rounds.labelled(request.imageId(), label("dog", request));
    assertThat(rounds.changes()).containsExactly(request.closed("dog", now));
    rounds.retracted(request.imageId());
    assertThat(rounds.changes()).containsExactly(request);
  }

  @Test
  void shouldNotTakeTheLabelOfAnotherImageWithTheSameId() {
    images(100);
    LabelRequest request = endRound().get(0);

    rounds.labelled(
        request.imageId(),
        new GivenLabel("cat", now, new ImagePointer("images", 5, 5), Optional.empty()));

    assertThat(rounds.changes()).isEmpty();
  }

  @Test
  void shouldNotAskForWhatIsLabelledButCountItWhereItWasDrawn() {
    rounds = rounds(6, 1);
    images(1);
    labels.put(
        "image 0", new GivenLabel("dog", now, new ImagePointer("images", 0, 0), Optional.empty()));

    assertThat(endRound())
        .extracting(LabelRequest::label)
        .containsExactly(Optional.empty(), Optional.of("dog"));
    assertThat(rounds.accuracy()).isPresent();

    rounds = rounds(6, 0);
    rounds.predicted(Predictions.of("image 0", 0, 0.5));
    assertThat(endRound()).isEmpty();
  }

  @Test
  void shouldGoOnWhereAnEarlierTermStopped() {
    images(100);
    List<LabelRequest> before = endRound();
    RequestRounds next = rounds(100, 0.2);
    before.forEach(next::known);
    labels.put(before.get(0).imageId(), label("cat", before.get(0)));
    rounds = next;
    offset = 0;
    images(100);

    List<LabelRequest> changes = endRound();

    assertThat(changes.get(0)).isEqualTo(before.get(0).closed("cat", now.minus(EVERY)));
    assertThat(changes.stream().filter(request -> request.probability().isEmpty()))
        .extracting(LabelRequest::imageId)
        .doesNotContainAnyElementsOf(before.stream().map(LabelRequest::imageId).toList());
  }
}
