package io.afterimage.stream.feedback;

import static io.afterimage.stream.feedback.JoinDriver.RETENTION;
import static io.afterimage.stream.feedback.JoinDriver.digest;
import static io.afterimage.stream.feedback.JoinDriver.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.RetractedExample;
import io.afterimage.schemas.events.Retraction;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetractionTest {

  @TempDir private Path folder;
  private JoinDriver join;

  @BeforeEach
  void start() {
    join = new JoinDriver(folder);
  }

  @AfterEach
  void stop() {
    join.close();
  }

  @Test
  void shouldTakeALabelBackByARecordWithoutValue() {
    join.prediction("a", "dog", 1);
    join.label("a", "cat");
    join.labelRecord(utf8("a"), null, Map.of());

    assertThat(join.feedback()).containsExactly("a 1 cat", "a retracted");
    assertThat(join.deadLetters.isEmpty()).isTrue();
    assertThat(join.count("afterimage.labels.retracted", "of", "example")).isEqualTo(1);
    assertThat(join.count("afterimage.labels.malformed")).isZero();
  }

  @Test
  void shouldTakeALabelBackByAnEventThatSaysWho() {
    join.prediction("a", "dog", 1);
    join.label("a", "cat");
    join.feedback();
    join.labelRecord(
        utf8("a"), utf8("{\"imageId\":\"a\",\"retract\":true,\"source\":\"anna\"}"), Map.of());

    TestRecord<String, byte[]> record = join.feedback.readRecord();
    assertThat(record.key()).isEqualTo("a");
    assertThat(record.value()).isNull();
    assertThat(record.getRecordTime()).isEqualTo(JoinDriver.START);
    assertThat(RetractedExample.read(record.key(), record.headers()))
        .isEqualTo(
            new RetractedExample("a", Optional.empty(), Optional.empty(), Optional.of("anna")));
  }

  @Test
  void shouldCountALabelThatIsGivenAgain() {
    join.prediction("a", "dog", 1);
    join.label("a", "cat");
    retract("a");
    join.label("a", "cat");

    assertThat(join.feedback()).containsExactly("a 1 cat", "a retracted", "a 1 cat");
  }

  @Test
  void shouldNotJoinALabelThatWasTakenBackWhileItWaited() {
    join.label("a", "cat");
    retract("a");
    join.prediction("a", "dog", 1);
    join.advance(RETENTION.multipliedBy(2));

    assertThat(join.feedback()).containsExactly("a retracted");
    assertThat(join.deadLetters.isEmpty()).isTrue();
    assertThat(join.count("afterimage.labels.retracted", "of", "waiting")).isEqualTo(1);
  }

  @Test
  void shouldPassOnARetractionOfWhatTheJoinNeverHeardOf() {
    retract("a");

    assertThat(join.feedback()).containsExactly("a retracted");
    assertThat(join.deadLetters.isEmpty()).isTrue();
    assertThat(join.count("afterimage.labels.retracted", "of", "unknown")).isEqualTo(1);
  }

  @Test
  void shouldNotLearnFromTheHeaderOfAnImageWhoseLabelWasTakenBack() {
    join.prediction("a", "dog", 1, "v1", Map.of("label", "cat"));
    retract("a");
    join.prediction("a", "dog", 2, "v1", Map.of("label", "cat"));
    retract("b");
    join.prediction("b", "dog", 3, "v1", Map.of("label", "cat"));

    assertThat(join.feedback()).containsExactly("a 1 cat", "a retracted", "b retracted");
  }

  @Test
  void shouldLearnFromAnotherImageThatComesWithTheIdLater() {
    join.predictionOf("cam-1", "dog", 1, "first");
    join.label("cam-1", "cat");
    retract("cam-1");
    join.predictionOf("cam-1", "dog", 2, "second");
    join.label("cam-1", "cat");

    assertThat(join.feedback()).containsExactly("cam-1 1 cat", "cam-1 retracted", "cam-1 2 cat");
  }

  @Test
  void shouldTakeBackTheLabelOfOneImageAmongMany() {
    join.predictionOf("cam-1", "dog", 1, "first");
    join.label("cam-1", "cat");
    join.predictionOf("cam-1", "dog", 2, "second");
    join.label("cam-1", "owl");
    retract(Optional.of(join.pointer(1)), Optional.empty());
    join.predictionOf("cam-1", "fox", 3, "second");
    join.predictionOf("cam-1", "fox", 4, "first");

    assertThat(join.feedback())
        .containsExactly("cam-1 1 cat", "cam-1 2 owl", "cam-1 1 retracted", "cam-1 3 owl");
  }

  @Test
  void shouldSayWhichImageIsMeantByItsDigest() {
    join.predictionOf("cam-1", "dog", 1, "first");
    join.label("cam-1", "cat");
    join.predictionOf("cam-1", "dog", 2, "second");
    join.feedback();
    retract(Optional.empty(), Optional.of(digest("first")));

    TestRecord<String, byte[]> record = join.feedback.readRecord();
    assertThat(RetractedExample.read(record.key(), record.headers()))
        .isEqualTo(
            new RetractedExample(
                "cam-1",
                Optional.of(join.pointer(1)),
                Optional.of(digest("first")),
                Optional.empty()));
  }

  private void retract(String imageId) {
    join.labelRecord(utf8(imageId), EventJson.write(Retraction.of(imageId)), Map.of());
  }

  private void retract(Optional<ImagePointer> image, Optional<String> sha256) {
    Retraction retraction =
        new Retraction("cam-1", true, Optional.empty(), Optional.empty(), image, sha256);
    join.labelRecord(utf8("cam-1"), EventJson.write(retraction), Map.of());
  }
}
