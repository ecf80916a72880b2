package io.afterimage.stream.feedback;

import static io.afterimage.stream.feedback.JoinDriver.RETENTION;
import static io.afterimage.stream.feedback.JoinDriver.digest;
import static io.afterimage.stream.feedback.JoinDriver.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.Label;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several images under one id, as when a camera's name is the key. */
class SharedIdTest {

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
  void shouldNotGiveTheLabelOfTheFirstImageToTheSecond() {
    join.predictionOf("cam-1", "dog", 1, "first");
    join.label("cam-1", "cat");
    join.advance(Duration.ofMinutes(1));
    join.predictionOf("cam-1", "dog", 2, "second");

    assertThat(join.feedback()).containsExactly("cam-1 1 cat");
    assertThat(join.count("afterimage.labels.ambiguous")).isZero();
  }

  @Test
  void shouldNotGiveALabelThatWaitedToASecondImage() {
    join.label("cam-1", "cat");
    join.predictionOf("cam-1", "dog", 1, "first");
    join.predictionOf("cam-1", "dog", 2, "second");

    assertThat(join.feedback()).containsExactly("cam-1 1 cat");
  }

  @Test
  void shouldGiveALabelByIdAloneToTheNewestImageAndCountTheAmbiguity() {
    join.predictionOf("cam-1", "dog", 1, "first");
    join.predictionOf("cam-1", "dog", 2, "second");
    join.label("cam-1", "cat");

    assertThat(join.feedback()).containsExactly("cam-1 2 cat");
    assertThat(join.count("afterimage.labels.ambiguous")).isEqualTo(1);
  }

  @Test
  void shouldFindNothingAmbiguousInAnImageThatWasSentAgain() {
    join.predictionOf("cam-1", "dog", 1, "same");
    join.predictionOf("cam-1", "dog", 2, "same");
    join.label("cam-1", "cat");

    assertThat(join.feedback()).containsExactly("cam-1 2 cat");
    assertThat(join.count("afterimage.labels.ambiguous")).isZero();
  }

  @Test
  void shouldKeepApartImagesThatCameInTheSameMillisecond() {
    join.predictionOf("cam-1", "dog", 1, "first");
    join.predictionOf("cam-1", "dog", 2, "second");
    join.predictionOf("cam-1", "dog", 3, "third");
    label("owl", Optional.empty(), Optional.of(digest("second")));
    label("cat", Optional.of(join.pointer(1)), Optional.empty());
    label("dog", Optional.of(join.pointer(3)), Optional.of(digest("third")));

    assertThat(join.feedback()).containsExactly("cam-1 2 owl", "cam-1 1 cat", "cam-1 3 dog");
    assertThat(join.count("afterimage.labels.ambiguous")).isZero();
  }

  @Test
  void shouldLetALabelWaitForTheImageThatItNames() {
    join.predictionOf("cam-1", "dog", 1, "first");
    label("cat", Optional.of(join.pointer(3)), Optional.empty());
    join.predictionOf("cam-1", "dog", 2, "second");
    assertThat(join.feedback()).isEmpty();

    join.predictionOf("cam-1", "dog", 3, "third");

    assertThat(join.feedback()).containsExactly("cam-1 3 cat");
    join.advance(RETENTION.multipliedBy(2));
    assertThat(join.deadLetters.isEmpty()).isTrue();
  }

  @Test
  void shouldGiveUpALabelOfAnImageThatNeverComes() {
    join.predictionOf("cam-1", "dog", 1, "first");
    label("cat", Optional.of(join.pointer(1)), Optional.of(digest("another that lay there")));
    join.advance(RETENTION.plusSeconds(5));

    assertThat(join.feedback()).isEmpty();
    assertThat(join.count("afterimage.labels.unmatched")).isEqualTo(1);
  }

  @Test
  void shouldCorrectTheLabelOfOneImageAmongMany() {
    join.predictionOf("cam-1", "dog", 1, "first");
    label("cat", Optional.of(join.pointer(1)), Optional.empty());
    join.predictionOf("cam-1", "dog", 2, "second");
    label("cat", Optional.of(join.pointer(2)), Optional.empty());
    label("cat", Optional.of(join.pointer(1)), Optional.empty());
    label("owl", Optional.empty(), Optional.of(digest("first")));

    assertThat(join.feedback()).containsExactly("cam-1 1 cat", "cam-1 2 cat", "cam-1 1 owl");
  }

  @Test
  void shouldGiveTheLabelOfAnImageToTheSameBytesSentAgain() {
    join.predictionOf("cam-1", "dog", 1, "first");
    join.label("cam-1", "cat");
    join.predictionOf("cam-1", "dog", 2, "second");
    join.predictionOf("cam-1", "dog", 3, "first");

    assertThat(join.feedback()).containsExactly("cam-1 1 cat", "cam-1 3 cat");
  }

  @Test
  void shouldTakePredictionsWithoutADigestForImagesOfTheirOwn() {
    join.label("cam-1", "cat");
    join.predictionWithoutDigest("cam-1", "dog", 1);
    join.predictionWithoutDigest("cam-1", "dog", 2);

    assertThat(join.feedback()).containsExactly("cam-1 1 cat");
  }

  @Test
  void shouldFindOneOfAThousandImagesUnderOneId() {
    for (int i = 0; i < 1000; i++) {
      join.predictionOf("cam-1", "dog", i, "image " + i);
    }
    label("cat", Optional.of(join.pointer(0)), Optional.empty());

    assertThat(join.feedback()).containsExactly("cam-1 0 cat");
  }

  private void label(String label, Optional<ImagePointer> image, Optional<String> sha256) {
    Label event = new Label("cam-1", label, Optional.empty(), Optional.empty(), image, sha256);
    join.labelRecord(utf8("cam-1"), EventJson.write(event), Map.of());
  }
}
