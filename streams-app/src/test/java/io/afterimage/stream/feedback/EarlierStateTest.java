package io.afterimage.stream.feedback;

import static io.afterimage.stream.feedback.JoinDriver.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.stream.feedback.KnownLabel.Source;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the stores of versions before 0.2 hold is read, and means what it meant. */
class EarlierStateTest {

  @Test
  void shouldReadPredictionsOfBeforeTheyHadADigest() {
    assertThat(
            EventJson.read(
                utf8(
                    "{\"picture\":{\"topic\":\"images\",\"partition\":3,\"offset\":7},\"label\":\"dog\",\"confidence\":0.75,\"modelVersion\":\"v1\"}"),
                KnownPrediction.class))
        .isEqualTo(
            new KnownPrediction(
                new ImagePointer("images", 3, 7),
                "dog",
                0.75,
                "v1",
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void shouldReadLabelsOfBeforeTheyWereForOneImage() {
    assertThat(
            EventJson.read(
                utf8(
                    "{\"label\":\"cat\",\"labelledAt\":\"2026-03-01T10:00:00Z\",\"source\":\"HEADER\"}"),
                KnownLabel.class))
        .isEqualTo(
            new KnownLabel(
                "cat",
                Instant.parse("2026-03-01T10:00:00Z"),
                Source.HEADER,
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void shouldWriteNothingThatAnEarlierVersionWouldNotKnowWhereNothingIsNew() {
    KnownLabel label =
        new KnownLabel(
            "cat",
            Instant.parse("2026-03-01T10:00:00Z"),
            Source.TOPIC,
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    assertThat(EventJson.write(label))
        .asString()
        .isEqualTo(
            "{\"label\":\"cat\",\"labelledAt\":\"2026-03-01T10:00:00Z\",\"source\":\"TOPIC\"}");
  }
}
