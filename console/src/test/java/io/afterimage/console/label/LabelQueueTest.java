package io.afterimage.console.label;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.Label;
import io.afterimage.schemas.events.LabelEvent;
import io.afterimage.schemas.events.LabelRequest;
import io.afterimage.schemas.events.LabelledExample;
import io.afterimage.schemas.events.Prediction;
import io.afterimage.schemas.events.Retraction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LabelQueueTest {

  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final TopicPartition LABELS = new TopicPartition("labels", 0);

  private final Desk anna = new Desk("anna", "1");
  private final Desk bert = new Desk("bert", "1");
  private final ImageLabels labels = new ImageLabels(100);
  private final Examples examples = new Examples(100);
  private Instant now = START;
  private final LabelQueue queue = new LabelQueue(labels, examples, () -> now, 7);
  private long offset;

  @BeforeEach
  void readLabels() {
    queue.labelsAreRead();
  }

  @Test
  void shouldHandOutNothingBeforeItKnowsWhatWasLabelled() {
    LabelQueue starting = new LabelQueue(labels, examples, () -> now, 7);
    starting.take(request("r", LabelRequest.UNCERTAIN, 0.5));
    starting.take(request("answered", LabelRequest.UNCERTAIN, 0.5));

    assertThat(starting.hand(anna, 9).cards()).isEmpty();
    assertThat(starting.open("anna")).isEmpty();
    said(label("answered", "fox", "bert"));
    starting.labelsAreRead();

    assertThat(starting.hand(anna, 9).cards())
        .extracting(card -> card.image().imageId())
        .containsExactly("r");
  }

  @Test
  void shouldHandDifferentImagesToTwoPeopleAndToTwoPagesOfOne() {
    for (int i = 0; i < 9; i++) {
      queue.take(request("r" + i, LabelRequest.UNCERTAIN, 0.5));
    }

    List<String> ofAnna = ids(anna, 3);
    List<String> ofBert = ids(bert, 3);
    List<String> ofOtherPage = ids(new Desk("anna", "2"), 3);

    assertThat(ofAnna).hasSize(3).doesNotContainAnyElementsOf(ofBert);
    assertThat(ofOtherPage).hasSize(3).doesNotContainAnyElementsOf(ofBert);
    assertThat(ofOtherPage).doesNotContainAnyElementsOf(ofAnna);
    assertThat(ids(anna, 3)).as("asked again").isEqualTo(ofAnna);
  }

  @Test
  void shouldKeepTheOrderOfWhatIsInHandWhenMoreComes() {
    queue.take(request("low", LabelRequest.UNCERTAIN, 0.1));
    assertThat(ids(anna, 5)).containsExactly("low");

    queue.take(request("high", LabelRequest.UNCERTAIN, 0.9));

    assertThat(ids(anna, 5)).containsExactly("low", "high");
  }

  @Test
  void shouldHandOutAgainWhatADeskLeftForMinutes() {
    queue.take(request("r", LabelRequest.NEW, 0.5));
    assertThat(ids(anna, 1)).containsExactly("r");
    now = now.plus(Duration.ofMinutes(4));
    assertThat(ids(bert, 1)).isEmpty();

    now = now.plus(Duration.ofMinutes(2));

    assertThat(ids(bert, 1)).containsExactly("r");
    assertThat(ids(anna, 1)).isEmpty();
  }

  /** Ids come from whoever may label. */
  @Test
  void shouldForgetTheEldestOfManySkippedImages() {
    queue.take(request("first", LabelRequest.NEW, 0.5));
    queue.take(request("last", LabelRequest.NEW, 0.5));
    queue.skip("first", anna);
    assertThat(ids(anna, 2)).containsExactly("last");

    for (int i = 0; i < 200; i++) {
      queue.skip(i + "x".repeat(9_990), anna);
    }
    queue.skip("last", anna);

    assertThat(ids(anna, 2)).containsExactly("first");
  }

  @Test
  void shouldCloseForEverybodyWhatIsLabelledElsewhereAndSayBy() {
    queue.take(request("r", LabelRequest.UNCERTAIN, 0.5));
    assertThat(ids(anna, 1)).containsExactly("r");

    said(label("r", "fox", "carl"));

    LabelQueue.Hand hand = queue.hand(anna, 1);
    assertThat(hand.cards()).isEmpty();
    assertThat(hand.answered())
        .singleElement()
        .satisfies(by -> assertThat(by.by()).hasValue("carl"));
    assertThat(ids(bert, 1)).isEmpty();
    assertThat(queue.open("bert")).isEmpty();
  }

  @Test
  void shouldAskAgainWhenALabelIsTakenBackButNotWhenThereIsAReasonForNone() {
    queue.take(request("r", LabelRequest.UNCERTAIN, 0.5));
    said(label("r", "fox", "anna"));
    said(Retraction.of("r"));
    assertThat(ids(bert, 1)).containsExactly("r");

    said(aside("r", "bert"));

    assertThat(ids(bert, 1)).isEmpty();
    assertThat(ids(anna, 1)).isEmpty();
    said(Retraction.of("r"));
    assertThat(ids(anna, 1)).containsExactly("r");
  }

  @Test
  void shouldNotShowAgainWhatOneSkippedButShowItToOthers() {
    queue.take(request("r", LabelRequest.UNCERTAIN, 0.5));
    assertThat(ids(anna, 1)).containsExactly("r");

    queue.skip("r", anna);

    assertThat(ids(anna, 1)).isEmpty();
    assertThat(ids(bert, 1)).containsExactly("r");
    queue.done("r");
    queue.takeBack("r", anna);
    assertThat(ids(anna, 1)).as("not skipped after all").containsExactly("r");
  }

  @Test
  void shouldAskForTheHighestScoresWithAuditsAmongThem() {
    queue.take(request("audit-1", LabelRequest.AUDIT, 0.99));
    now = now.plusSeconds(1);
    queue.take(request("audit-2", LabelRequest.AUDIT, 0.5));
    for (int i = 0; i < 4; i++) {
      queue.take(request("u" + i, LabelRequest.UNCERTAIN, 0.9 - i * 0.2));
    }

    assertThat(ids(anna, 9)).containsExactly("u0", "u1", "u2", "audit-1", "u3", "audit-2");
    assertThat(queue.open("anna"))
        .isEqualTo(Map.of(LabelRequest.AUDIT, 2, LabelRequest.UNCERTAIN, 4));
  }

  @Test
  void shouldForgetRequestsThatTheTrainerForgot() {
    queue.take(request("r", LabelRequest.UNCERTAIN, 0.5));

    now = now.plus(Duration.ofDays(8));

    assertThat(ids(anna, 1)).isEmpty();
  }

  @Test
  void shouldDrawFromTheNewestImagesWhereNothingElseIsAsked() {
    for (int i = 0; i < 200; i++) {
      queue.take(prediction("p" + i, i / 200.0));
    }
    examples.take(example("p3", "fox"), START);

    List<Card> cards = queue.hand(anna, 100).cards();

    assertThat(cards).hasSize(100).allMatch(card -> card.why().equals(Card.RECENT));
    assertThat(cards).noneMatch(card -> card.image().imageId().equals("p3"));
    assertThat(cards.stream().map(card -> card.guess().orElseThrow().confidence()))
        .as("no choice by what the model said")
        .anyMatch(confidence -> confidence > 0.9)
        .anyMatch(confidence -> confidence < 0.1);
  }

  @Test
  void shouldGiveEachConsoleAnOrderOfItsOwn() {
    LabelQueue other = new LabelQueue(labels, examples, () -> now, 8);
    other.labelsAreRead();
    for (int i = 0; i < 50; i++) {
      queue.take(prediction("p" + i, 0.5));
      other.take(prediction("p" + i, 0.5));
    }

    List<String> elsewhere =
        other.hand(bert, 5).cards().stream().map(card -> card.image().imageId()).toList();

    assertThat(ids(anna, 5)).isNotEqualTo(elsewhere);
  }

  @Test
  void shouldAskAThirdPersonWhereTwoDisagreeUntilTwoAgree() {
    said(label("d", "fox", "anna"));
    said(label("d", "wolf", "bert"));
    assertThat(ids(anna, 1)).isEmpty();
    assertThat(ids(bert, 1)).isEmpty();

    List<Card> cards = queue.hand(new Desk("carl", "1"), 1).cards();

    assertThat(cards).hasSize(1);
    assertThat(cards.get(0).why()).isEqualTo(Card.DISAGREEMENT);
    assertThat(cards.get(0).said())
        .containsExactly(new Card.Opinion("anna", "fox"), new Card.Opinion("bert", "wolf"));

    said(label("d", "fox", "carl"));

    assertThat(ids(new Desk("dora", "1"), 1)).isEmpty();
  }

  @Test
  void shouldStayBounded() {
    for (int i = 0; i < 5_000; i++) {
      queue.take(prediction("p" + i, 0.5));
    }

    assertThat(queue.open("anna")).containsEntry(Card.RECENT, 2_000);
  }

  private List<String> ids(Desk desk, int count) {
    return queue.hand(desk, count).cards().stream().map(card -> card.image().imageId()).toList();
  }

  private void said(LabelEvent event) {
    assertThat(labels.take(event, LABELS, offset++, now)).isPresent();
  }

  static Label label(String id, String label, String by) {
    return new Label(id, label, Optional.of(by), Optional.of(START));
  }

  static Retraction aside(String id, String by) {
    return new Retraction(
        id,
        true,
        Optional.of(by),
        Optional.of(START),
        Optional.empty(),
        Optional.empty(),
        Optional.of(Retraction.BAD_IMAGE));
  }

  private LabelRequest request(String id, String why, double score) {
    return LabelRequest.of(
        prediction(id, 0.5),
        why,
        score,
        why.equals(LabelRequest.AUDIT) ? Optional.of(0.1) : Optional.empty(),
        now);
  }

  static Prediction prediction(String id, double confidence) {
    return new Prediction(
        id,
        new ImagePointer("images", 0, 1),
        "v1",
        "fox",
        confidence,
        Map.of("fox", confidence, "wolf", 1 - confidence),
        Optional.empty(),
        START,
        START);
  }

  static LabelledExample example(String id, String label) {
    return new LabelledExample(
        id, new ImagePointer("images", 0, 1), label, "wolf", 0.5, "v1", START);
  }
}
