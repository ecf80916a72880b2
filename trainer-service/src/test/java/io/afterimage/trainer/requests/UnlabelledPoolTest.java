package io.afterimage.trainer.requests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.LabelRequest;
import io.afterimage.schemas.events.Prediction;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UnlabelledPoolTest {

  private static final Instant AT = Instant.parse("2026-03-01T00:00:00Z");

  private final UnlabelledPool pool = new UnlabelledPool();

  private static Prediction prediction(String id, Map<String, Double> scores) {
    Map.Entry<String, Double> best =
        scores.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
    return new Prediction(
        id,
        new ImagePointer("images", 0, 0),
        "v1",
        best.getKey(),
        best.getValue(),
        scores,
        Optional.empty(),
        Instant.EPOCH,
        Instant.EPOCH);
  }

  private List<String> choose(int count) {
    return pool.choose(count, 0, id -> false, AT).stream().map(LabelRequest::imageId).toList();
  }

  @Test
  void shouldChooseTheSmallestMargin() {
    pool.add(Predictions.of("sure", 0, 0.99));
    pool.add(Predictions.of("close", 1, 0.45));
    pool.add(Predictions.of("likely", 2, 0.8));

    LabelRequest request = pool.choose(1, 0, id -> false, AT).get(0);

    assertThat(request.imageId()).isEqualTo("close");
    assertThat(request.why()).isEqualTo(LabelRequest.UNCERTAIN);
    assertThat(request.score()).isCloseTo(0.9, within(1e-12));
    assertThat(request.requestedAt()).isEqualTo(AT);
    assertThat(choose(1)).isEmpty();
  }

  @Test
  void shouldNotAskTwiceAboutOnePairOfLabels() {
    pool.add(prediction("cat or dog", Map.of("cat", 0.5, "dog", 0.49, "car", 0.01)));
    pool.add(prediction("dog or cat", Map.of("cat", 0.48, "dog", 0.51, "car", 0.01)));
    pool.add(prediction("car or cat", Map.of("cat", 0.4, "dog", 0.05, "car", 0.55)));

    assertThat(choose(2)).containsExactly("cat or dog", "car or cat");
  }

  @Test
  void shouldChooseAllOfFewEachOnce() {
    pool.add(Predictions.of("a", 0, 1));
    pool.add(Predictions.of("b", 1, 1));
    pool.add(Predictions.of("c", 2, 0.5));

    assertThat(choose(9)).containsExactly("c", "a", "b");
  }

  @Test
  void shouldPassOverThoseThatAreKnown() {
    pool.add(Predictions.of("a", 0, 0.5));
    pool.add(Predictions.of("b", 1, 0.9));

    assertThat(pool.choose(1, 0, "a"::equals, AT))
        .extracting(LabelRequest::imageId)
        .containsExactly("b");
  }

  @Test
  void shouldKeepTheSmallestMarginsOfAnyNumberOfImages() {
    for (int i = 0; i < 5_000; i++) {
      pool.add(Predictions.of("image " + i, i, 0.6 + (i * 7 % 1000) / 2_500.0));
    }
    pool.add(Predictions.of("close", 5_000, 0.5));
    for (int i = 0; i < 5_000; i++) {
      pool.add(Predictions.of("other " + i, i, 0.9));
    }

    assertThat(choose(1)).containsExactly("close");
    assertThat(choose(1)).isEmpty();
  }

  @Test
  void shouldTakePredictionsOfTheirMostLikelyLabelOnly() {
    pool.add(prediction("close", Map.of("cat", 0.4)));
    pool.add(prediction("sure", Map.of("cat", 0.9)));

    assertThat(choose(1)).containsExactly("close");
  }

  @Test
  void shouldChooseSomeOfTheMostNovelUnknownImages() {
    pool.add(Predictions.of("doubtful", 0, 0.5));
    pool.add(Predictions.of("known", 1, 0.99, 0.9, false));
    pool.add(Predictions.of("novel", 2, 0.2, 0.5, true));
    pool.add(Predictions.of("more novel", 3, 0.9, 0.75, true));

    List<LabelRequest> chosen = pool.choose(3, 1, id -> false, AT);

    assertThat(chosen)
        .extracting(LabelRequest::imageId)
        .containsExactly("more novel", "doubtful", "novel");
    assertThat(chosen)
        .extracting(LabelRequest::why)
        .containsExactly(LabelRequest.NEW, LabelRequest.UNCERTAIN, LabelRequest.UNCERTAIN);
    assertThat(chosen.get(0).score()).isEqualTo(0.75);
  }
}
