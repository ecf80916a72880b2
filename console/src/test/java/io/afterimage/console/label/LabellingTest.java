package io.afterimage.console.label;

import static io.afterimage.console.label.LabelQueueTest.label;
import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.Label;
import io.afterimage.schemas.events.LabelEvent;
import io.afterimage.schemas.events.Retraction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What undo writes, and what stands then. */
class LabellingTest {

  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final ImageRef IMAGE = new ImageRef("a", Optional.empty(), Optional.empty());

  private final List<LabelEvent> written = new ArrayList<>();
  private final List<Label> older = new ArrayList<>();
  private Predicate<LabelEvent> isLost = event -> false;
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
        @Override
        public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
          LabelEvent event = EventJson.read(record.value(), LabelEvent.class);
          if (isLost.test(event)) {
            return CompletableFuture.failedFuture(new TimeoutException("no answer for 10 s"));
          }
          written.add(event);
          return super.send(record);
        }
      };
  private final ImageLabels labels = new ImageLabels(10);
  private final LabelQueue queue = new LabelQueue(labels, new Examples(10), () -> START, 7);
  private final Labelling labelling =
      new Labelling(
          labels,
          queue,
          new LabelSender(producer, "labels", labels, System::nanoTime),
          id -> older.stream().findFirst(),
          () -> START);

  @BeforeEach
  void readLabels() {
    queue.labelsAreRead();
  }

  @Test
  void shouldRestoreTheLabelsOfAllOthersWhenACorrectionIsTakenBack() {
    give("anna", "cat");
    give("bert", "dog");
    give("carl", "cat");

    Labelling.Result undone = undo("carl");

    assertThat(undone).isEqualTo(stands("dog"));
    assertThat(lastWritten(3))
        .containsExactly(
            retraction("carl", Optional.empty()),
            label("a", "cat", "anna"),
            label("a", "dog", "bert"));
    assertThat(votes()).isEqualTo(Map.of("anna", "cat", "bert", "dog"));
  }

  @Test
  void shouldRestoreTheLabelsOfAllWhenAReasonForNoneIsTakenBack() {
    give("anna", "cat");
    give("bert", "dog");
    putAside("carl");

    assertThat(undo("carl")).isEqualTo(stands("dog"));

    assertThat(votes()).isEqualTo(Map.of("anna", "cat", "bert", "dog"));
  }

  @Test
  void shouldRestoreTheReasonOfAnotherAndThenTheLabelsUnderIt() {
    give("anna", "cat");
    putAside("bert");
    give("carl", "dog");

    assertThat(undo("carl").error()).isEmpty();
    assertThat(labels.find("a").orElseThrow().aside()).hasValue(aside("bert"));

    assertThat(undo("bert")).isEqualTo(stands("cat"));
    assertThat(votes()).isEqualTo(Map.of("anna", "cat"));
  }

  @Test
  void shouldRestoreTheOwnEarlierLabel() {
    give("anna", "cat");
    give("anna", "dog");

    assertThat(undo("anna")).isEqualTo(stands("cat"));
    assertThat(undo("anna").error()).isEmpty();
    assertThat(labels.find("a").orElseThrow().isAnswered()).isFalse();
    assertThat(undo("anna").error().orElseThrow()).contains("nothing");
  }

  @Test
  void shouldFinishAnUndoOfWhichKafkaConfirmedOnlyAPart() {
    give("anna", "cat");
    give("bert", "dog");
    give("carl", "cat");
    isLost = Label.class::isInstance;
    assertThat(undo("carl").again()).isTrue();
    assertThat(labels.by("carl", 9)).as("to be finished").hasSize(1);
    assertThat(undo("bert").error()).as("not his").isPresent();
    isLost = event -> event.source().equals(Optional.of("bert"));
    assertThat(undo("carl").again()).isTrue();
    isLost = event -> false;

    assertThat(undo("carl")).isEqualTo(stands("dog"));

    assertThat(votes()).isEqualTo(Map.of("anna", "cat", "bert", "dog"));
    assertThat(undo("carl").error().orElseThrow()).as("once").startsWith("bert");
  }

  @Test
  void shouldRestoreALabelOfBeforeTheTopicUnlessItWasTakenBackSince() {
    older.add(label("a", "cat", "anna"));
    give("bert", "dog");
    give("carl", "fox");

    assertThat(undo("carl")).isEqualTo(stands("dog"));
    assertThat(votes()).isEqualTo(Map.of("anna", "cat", "bert", "dog"));

    labels.takeWritten(Retraction.of("a"), new TopicPartition("labels", 0), 100, START);
    labels.takeWritten(label("a", "fox", "carl"), new TopicPartition("labels", 0), 101, START);

    assertThat(undo("carl").label()).isEmpty();
  }

  @Test
  void shouldFinishAnUndoThatRestoresALabelOfBeforeTheTopic() {
    older.add(label("a", "cat", "anna"));
    give("carl", "dog");
    isLost = event -> event.source().equals(Optional.of("anna"));
    assertThat(undo("carl").again()).isTrue();
    isLost = event -> false;

    assertThat(undo("carl")).isEqualTo(stands("cat"));
  }

  @Test
  void shouldNotFinishAnUndoOverWhatWasSaidSince() {
    give("anna", "cat");
    give("carl", "dog");
    isLost = Label.class::isInstance;
    assertThat(undo("carl").again()).isTrue();
    isLost = event -> false;
    give("bert", "fox");

    Labelling.Result refused = undo("carl");

    assertThat(refused.error().orElseThrow()).startsWith("bert");
    assertThat(refused.again()).isFalse();
    assertThat(votes()).isEqualTo(Map.of("bert", "fox"));
  }

  @Test
  void shouldTakeNothingBackBeforeItKnowsWhatWasSaid() {
    LabelQueue reading = new LabelQueue(labels, new Examples(10), () -> START, 7);
    LabelSender sender = new LabelSender(producer, "labels", labels, System::nanoTime);
    Labelling starting =
        new Labelling(labels, reading, sender, id -> Optional.empty(), () -> START);
    give("anna", "cat");

    Labelling.Result refused = starting.undo(List.of("a"), desk("anna"), true).get(0);

    assertThat(refused.again()).isTrue();
    assertThat(refused.error().orElseThrow()).contains("still being read");
    assertThat(written).hasSize(1);
  }

  private void give(String person, String label) {
    assertThat(labelling.give(List.of(new Labelling.Given(IMAGE, label)), desk(person)))
        .containsExactly(stands(label));
  }

  private void putAside(String person) {
    assertThat(labelling.putAside(List.of(IMAGE), Retraction.BAD_IMAGE, desk(person)))
        .containsExactly(new Labelling.Result("a", Optional.empty(), Optional.empty(), false));
  }

  private Labelling.Result undo(String person) {
    List<Labelling.Result> results = labelling.undo(List.of("a"), desk(person), false);
    assertThat(results).hasSize(1);
    return results.get(0);
  }

  private Map<String, String> votes() {
    return labels.find("a").orElseThrow().votes();
  }

  private List<LabelEvent> lastWritten(int count) {
    return written.subList(written.size() - count, written.size());
  }

  private static Labelling.Result stands(String label) {
    return new Labelling.Result("a", Optional.of(label), Optional.empty(), false);
  }

  private static Desk desk(String person) {
    return new Desk(person, "1");
  }

  private static Retraction aside(String person) {
    return retraction(person, Optional.of(Retraction.BAD_IMAGE));
  }

  private static Retraction retraction(String person, Optional<String> reason) {
    return new Retraction(
        "a",
        true,
        Optional.of(person),
        Optional.of(START),
        Optional.empty(),
        Optional.empty(),
        reason);
  }
}
