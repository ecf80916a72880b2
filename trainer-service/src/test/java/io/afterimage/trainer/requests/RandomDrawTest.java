package io.afterimage.trainer.requests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.afterimage.trainer.requests.RandomDraw.Drawn;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RandomDrawTest {

  private final RandomDraw draw = new RandomDraw(10);

  @Test
  void shouldDrawWithTheProbabilityThatItTells() {
    for (int i = 0; i < 200; i++) {
      draw.add(Predictions.of("image " + i, i, 0.9));
    }

    List<Drawn> drawn = draw.draw(5);

    assertThat(drawn).hasSize(5).allMatch(one -> one.probability() == 5 / 200.0);
    assertThat(draw.draw(5)).isEmpty();
  }

  @Test
  void shouldDrawAllOfFew() {
    draw.add(Predictions.of("a", 0, 0.9));
    draw.add(Predictions.of("b", 1, 0.9));

    assertThat(draw.draw(5)).hasSize(2).allMatch(one -> one.probability() == 1);
  }

  @Test
  void shouldDrawEachImageEquallyOften() {
    Map<Long, Integer> counts = new HashMap<>();
    for (int round = 0; round < 4_000; round++) {
      for (int i = 0; i < 20; i++) {
        draw.add(Predictions.of("image", round * 20L + i, i % 2 == 0 ? 0.99 : 0.51));
      }
      for (Drawn drawn : draw.draw(2)) {
        counts.merge(drawn.prediction().picture().offset() % 20, 1, Integer::sum);
      }
    }

    assertThat(counts).hasSize(20);
    // 400 each are expected; the standard deviation is 19.
    assertThat(counts.values()).allSatisfy(count -> assertThat(count).isCloseTo(400, within(80)));
  }

  @Test
  void shouldDrawTheSameRecordsAgain() {
    RandomDraw other = new RandomDraw(3);
    for (int i = 0; i < 50; i++) {
      draw.add(Predictions.of("image " + i, i, 0.2));
      other.add(Predictions.of("image " + (49 - i), 49 - i, 0.9));
    }

    assertThat(draw.draw(3))
        .extracting(drawn -> drawn.prediction().imageId())
        .isEqualTo(other.draw(3).stream().map(drawn -> drawn.prediction().imageId()).toList());
  }
}
