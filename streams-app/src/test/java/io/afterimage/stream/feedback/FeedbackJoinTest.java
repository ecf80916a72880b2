package io.afterimage.stream.feedback;

import static io.afterimage.stream.feedback.JoinDriver.RETENTION;
import static io.afterimage.stream.feedback.JoinDriver.TAKEN;
import static io.afterimage.stream.feedback.JoinDriver.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.LabelledExample;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeedbackJoinTest {

  private static final Duration TICK = Duration.ofMillis(1);

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
  void shouldJudgeTheModelByWhatItSaidOfAnImageThatIsPublishedAsUnknown() {
    join.predictionRecord(
        utf8("a"),
        utf8(
            "{\"imageId\":\"a\",\"picture\":{\"topic\":\"images\",\"partition\":0,\"offset\":17},\"modelVersion\":\"v1\",\"label\":\"unknown\",\"modelLabel\":\"cat\",\"novelty\":0.75,\"unknown\":true,\"confidence\":0.75,\"scores\":{\"cat\":0.75},\"receivedAt\":\"2026-02-01T00:00:00Z\",\"predictedAt\":\"2026-02-01T00:00:01Z\"}"),
        Map.of());
    join.label("a", "cat");

    assertThat(join.examples()).extracting(LabelledExample::predictedLabel).containsExactly("cat");
  }

  @Test
  void shouldJudgeWhatPeopleSeeWhereAThresholdDecided() {
    join.predictionRecord(
        utf8("a"),
        utf8(
            "{\"imageId\":\"a\",\"picture\":{\"topic\":\"images\",\"partition\":0,\"offset\":17},\"modelVersion\":\"v1\",\"label\":\"unknown\",\"modelLabel\":\"cat\",\"decidedBy\":\"threshold\",\"confidence\":0.75,\"scores\":{\"cat\":0.75},\"receivedAt\":\"2026-02-01T00:00:00Z\",\"predictedAt\":\"2026-02-01T00:00:01Z\"}"),
        Map.of());
    join.label("a", "cat");

    assertThat(join.examples())
        .singleElement()
        .satisfies(
            example -> {
              assertThat(example.predictedLabel()).isEqualTo("unknown");
              assertThat(example.correct()).isFalse();
            });
  }

  @Test
  void shouldJoinALabelWithThePredictionBeforeIt() {
    join.prediction("a", "dog", 17);
    join.advance(Duration.ofHours(5));
    join.labelRecord(
        utf8("a"),
        utf8(
            "{\"imageId\":\"a\",\"label\":\"cat\",\"source\":\"anna\",\"labelledAt\":\"2026-02-01T00:00:00Z\"}"),
        Map.of());

    assertThat(join.examples())
        .containsExactly(
            new LabelledExample(
                "a",
                join.pointer(17),
                "cat",
                "dog",
                0.75,
                "v1",
                Instant.parse("2026-02-01T00:00:00Z"),
                Optional.of("anna"),
                Optional.of(JoinDriver.digest("a"))));
    assertThat(join.deadLetters.isEmpty()).isTrue();
  }

  @Test
  void shouldJoinALabelWithThePredictionAfterIt() {
    join.label("a", "cat");
    assertThat(join.feedback.isEmpty()).isTrue();

    join.advance(Duration.ofDays(6));
    join.prediction("a", "cat", 17);

    assertThat(join.examples())
        .containsExactly(
            new LabelledExample(
                "a",
                join.pointer(17),
                "cat",
                "cat",
                0.75,
                "v1",
                TAKEN,
                Optional.empty(),
                Optional.of(JoinDriver.digest("a"))));
    join.advance(Duration.ofDays(30));
    assertThat(join.deadLetters.isEmpty()).isTrue();
  }

  @Test
  void shouldKeyExamplesByImageIdAndStampThemWhenTheyCameToBe() {
    join.prediction("a", "dog", 1);
    join.advance(Duration.ofHours(1));
    join.label("a", "dog");

    assertThat(join.feedback.readRecord())
        .satisfies(record -> assertThat(record.key()).isEqualTo("a"))
        .satisfies(
            record ->
                assertThat(record.getRecordTime())
                    .isEqualTo(JoinDriver.START.plus(Duration.ofHours(1))));
  }

  @Test
  void shouldEmitACorrectionAndNothingForARepetition() {
    join.prediction("a", "dog", 1);
    join.label("a", "cat");
    join.label("a", "cat");
    join.advance(TICK);
    join.label("a", "cat");
    assertThat(join.examples()).hasSize(1);

    join.label("a", "dog");
    join.label("a", "dog");
    join.label("a", "cat");

    assertThat(join.examples()).extracting(LabelledExample::label).containsExactly("dog", "cat");
  }

  @Test
  void shouldJoinTheLastOfTheLabelsThatCameBeforeThePrediction() {
    join.label("a", "cat");
    join.advance(TICK);
    join.label("a", "owl");
    join.label("a", "owl");
    join.prediction("a", "dog", 1);

    assertThat(join.examples()).extracting(LabelledExample::label).containsExactly("owl");
    join.advance(RETENTION.multipliedBy(2));
    assertThat(join.deadLetters.isEmpty()).isTrue();
  }

  @Test
  void shouldUseTheNewestPredictionOfAnImageThatIsSentAgain() {
    join.prediction("a", "dog", 1);
    join.label("a", "cat");
    join.advance(TICK);
    join.prediction("a", "cat", 2, "v2", Map.of());
    join.label("a", "cat");
    join.label("a", "owl");

    assertThat(join.examples())
        .extracting(
            example -> example.picture().offset() + example.modelVersion() + example.label())
        .containsExactly("1v1cat", "2v2cat", "2v2owl");
  }

  @Test
  void shouldIgnoreAPredictionThatIsRepeated() {
    join.label("a", "cat");
    join.prediction("a", "dog", 1);
    join.prediction("a", "dog", 1);

    assertThat(join.examples()).hasSize(1);
  }

  @Test
  void shouldTakeTheImagesHeaderForALabel() {
    join.prediction("a", "dog", 1, "v1", Map.of("label", "Käuzchen"));

    assertThat(join.examples())
        .extracting(LabelledExample::label, LabelledExample::labelledAt, LabelledExample::source)
        .containsExactly(tuple("Käuzchen", TAKEN, Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " Käuzchen ",
        "Ka\u0308uzchen\n",
        "\u00a0K\u00e4uzchen",
        "\ufeffKäuz\u200bchen",
      })
  void shouldMakeOneClassOfLabelsThatLookTheSameAtBothDoors(String text) {
    join.prediction("a", "dog", 1, "v1", Map.of("label", text));
    join.prediction("b", "dog", 2);
    join.labelRecord(utf8("b"), EventJson.write(Map.of("imageId", "b", "label", text)), Map.of());

    assertThat(join.examples())
        .extracting(LabelledExample::label)
        .containsExactly("Käuzchen", "Käuzchen");
  }

  @Test
  void shouldPreferWhatWasSaidAboutTheImageToItsHeader() {
    join.label("a", "cat");
    join.prediction("a", "dog", 1, "v1", Map.of("label", "dog"));
    join.prediction("b", "dog", 2, "v1", Map.of("label", "dog"));
    join.label("b", "cat");
    join.prediction("b", "dog", 3, "v1", Map.of("label", "dog"));

    assertThat(join.examples())
        .extracting(example -> example.imageId() + example.picture().offset() + example.label())
        .containsExactly("a1cat", "b2dog", "b2cat", "b3cat");
  }

  @Test
  void shouldTakeTheHeaderOfTheImageThatWasSentAgainOrKeepTheOldOne() {
    join.prediction("a", "dog", 1, "v1", Map.of("label", "cat"));
    join.prediction("a", "dog", 2, "v1", Map.of("label", "owl"));
    join.prediction("a", "dog", 3, "v1", Map.of());

    assertThat(join.examples())
        .extracting(LabelledExample::label)
        .containsExactly("cat", "owl", "owl");
  }

  @Test
  void shouldKeepImagesApart() {
    join.prediction("a", "dog", 1);
    join.prediction("ab", "dog", 2);
    join.label("ab", "cat");
    join.label("b", "cat");

    assertThat(join.examples()).extracting(LabelledExample::imageId).containsExactly("ab");
  }

  @Test
  void shouldJoinUpToTheRetentionAndNotBeyond() {
    join.prediction("a", "dog", 1);
    join.prediction("b", "dog", 2);
    join.label("c", "cat");
    join.label("d", "cat");
    join.advance(RETENTION);
    join.label("a", "cat");
    join.prediction("c", "dog", 3);
    assertThat(join.examples())
        .extracting(LabelledExample::imageId)
        .containsExactlyInAnyOrder("a", "c");

    join.advance(TICK);
    join.label("b", "cat");
    join.prediction("d", "dog", 4);

    assertThat(join.examples()).isEmpty();
  }

  @Test
  void shouldCountTheRetentionOfALabelFromItsLastRepetition() {
    join.label("a", "cat");
    join.advance(RETENTION.minus(TICK));
    join.label("a", "cat");
    join.advance(RETENTION.minus(TICK));
    join.prediction("a", "dog", 1);

    assertThat(join.examples()).extracting(LabelledExample::label).containsExactly("cat");
    assertThat(join.deadLetters.isEmpty()).isTrue();
  }

  @Test
  void shouldKeepTheOrderOfArrivalWhenTheClockIsSetBack() {
    join.label("a", "cat");
    join.prediction("b", "cat", 1);
    join.setClockBack(Duration.ofHours(1));
    join.label("a", "owl");
    join.prediction("b", "owl", 2);
    join.prediction("a", "dog", 3);
    join.label("b", "dog");

    assertThat(join.examples())
        .extracting(example -> example.imageId() + example.label() + example.picture().offset())
        .containsExactly("aowl3", "bdog2");
  }
}
