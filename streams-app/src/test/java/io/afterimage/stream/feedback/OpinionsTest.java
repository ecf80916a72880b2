package io.afterimage.stream.feedback;

import static io.afterimage.stream.feedback.JoinDriver.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several sources that label the same images. */
class OpinionsTest {

  @TempDir private Path folder;
  private JoinDriver join;

  @BeforeEach
  void start() {
    join = new JoinDriver(folder.resolve("on"), true);
  }

  @AfterEach
  void stop() {
    join.close();
  }

  private static void says(JoinDriver join, String source, String imageId, String label) {
    join.advance(Duration.ofMillis(1));
    join.labelRecord(
        utf8(imageId),
        utf8(
            "{\"imageId\":\"%s\",\"label\":\"%s\",\"source\":\"%s\"}"
                .formatted(imageId, label, source)),
        Map.of());
  }

  private void says(String source, String imageId, String label) {
    says(join, source, imageId, label);
  }

  @Test
  void shouldPassOnThatAnotherSourceAgreesOnceAndNotAsAnExample() {
    join.prediction("a", "dog", 17);
    says("ann", "a", "cat");
    says("ben", "a", "cat");
    says("ann", "a", "cat");
    says("ben", "a", "cat");

    assertThat(join.feedback()).containsExactly("a 17 cat", "a 17 cat says ben");
    assertThat(join.count("afterimage.labels.joined")).isEqualTo(1);
    assertThat(join.count("afterimage.labels.opinions")).isEqualTo(1);
    assertThat(join.meters.get("afterimage.feedback").counters())
        .as("the answer is judged once")
        .singleElement()
        .satisfies(judged -> assertThat(judged.count()).isEqualTo(1));
  }

  @Test
  void shouldPassOnWhatASourceSaysWhenItComesBackToTheLabel() {
    join.prediction("a", "dog", 17);
    says("ann", "a", "cat");
    says("ben", "a", "fox");
    says("ann", "a", "fox");

    assertThat(join.feedback()).containsExactly("a 17 cat", "a 17 fox", "a 17 fox says ann");
  }

  @Test
  void shouldPassOnEachSourcesLatestWordWhenThePredictionComesAfterThem() {
    says("ann", "a", "cat");
    says("ben", "a", "dog");
    says("ben", "a", "fox");
    says("cleo", "a", "cat");
    join.prediction("a", "cat", 17);
    join.prediction("a", "dog", 18, "v2", Map.of());

    assertThat(join.feedback())
        .containsExactly("a 17 cat", "a 17 fox says ben", "a 17 cat says ann", "a 18 cat");
    assertThat(join.deadLetters.isEmpty()).isTrue();
  }

  @Test
  void shouldForgetOpinionsWithALabelThatIsTakenBack() {
    join.prediction("a", "dog", 17);
    says("ann", "a", "cat");
    join.labelRecord(utf8("a"), utf8("{\"imageId\":\"a\",\"retract\":true}"), Map.of());
    says("ann", "a", "cat");
    says("ben", "a", "cat");

    assertThat(join.feedback())
        .containsExactly("a 17 cat", "a retracted", "a 17 cat", "a 17 cat says ben");
  }

  @Test
  void shouldPassOnNoOpinionsUnlessToldTo() {
    try (JoinDriver usual = new JoinDriver(folder.resolve("off"))) {
      says(usual, "ann", "b", "cat");
      says(usual, "ben", "b", "dog");
      usual.prediction("b", "cat", 3);
      usual.prediction("a", "dog", 17);
      says(usual, "ann", "a", "cat");
      says(usual, "ben", "a", "cat");

      assertThat(usual.feedback()).containsExactly("b 3 dog", "a 17 cat");
      assertThat(usual.count("afterimage.labels.opinions")).isZero();
    }
  }
}
