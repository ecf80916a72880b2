package io.afterimage.schemas.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PredictionRoomTest {

  private static final PredictionRoom ROOM = new PredictionRoom(1024 * 1024);

  @Test
  void shouldLeaveAnEnvelopeItsUsualRoomWhereTheTopicTakesAMebibyte() {
    assertThat(ROOM.envelopeBytes()).isEqualTo(64 * 1024);
    assertThat(new PredictionRoom(100 * 1024).envelopeBytes()).isEqualTo(6400);
  }

  @Test
  void shouldTakeManyLabelsWhenFewAreScored() {
    assertThatCode(() -> ROOM.requireFits(labels(25_000), 10)).doesNotThrowAnyException();
  }

  @Test
  void shouldRefuseLabelsThatMakeAPredictionTooLarge() {
    assertThatThrownBy(() -> ROOM.requireFits(labels(25_000), Integer.MAX_VALUE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("25000 of 25000 labels", "1048576", "prediction.scores");
    assertThatThrownBy(() -> ROOM.requireFits(List.of("a".repeat(300_000), "b"), 10))
        .hasMessageContaining("2 of 2 labels");
  }

  @Test
  @Tag("slow")
  void shouldHaveRoomForTheLargestPredictionThatItAllows() {
    int scores = 0;
    List<String> labels = labels(20_000);
    while (fits(labels, scores + 500)) {
      scores += 500;
    }
    String key = "\u0001".repeat((int) ROOM.envelopeBytes());
    Map<String, Double> all = new HashMap<>();
    labels.subList(0, scores).forEach(label -> all.put(label, 1.2345678901234568E-300));
    Prediction largest =
        new Prediction(
            key,
            new ImagePointer("t".repeat(249), Integer.MAX_VALUE, Long.MAX_VALUE),
            "v".repeat(64),
            labels.get(0),
            1.2345678901234568E-300,
            all,
            Optional.of(1.2345678901234568E-300),
            Optional.of("f".repeat(64)),
            Optional.of(Instant.MAX),
            Instant.MAX,
            Instant.MAX);

    assertThat(scores).isPositive();
    assertThat(key.length() + EventJson.write(largest).length)
        .isLessThan(1024 * 1024)
        .isGreaterThan(900 * 1024);
  }

  private static boolean fits(List<String> labels, int scores) {
    try {
      ROOM.requireFits(labels, scores);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static List<String> labels(int count) {
    return IntStream.range(0, count).mapToObj("quite \"ordinary\" label %05d"::formatted).toList();
  }
}
