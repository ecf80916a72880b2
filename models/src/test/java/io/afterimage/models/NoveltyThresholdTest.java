package io.afterimage.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoveltyThresholdTest {

  @ParameterizedTest
  @CsvSource({"19, 19", "20, 20", "39, 38", "99, 95", "100, 96", "999, 950"})
  void shouldTakeTheValueOfTheRankThatKeepsTheRate(int images, double expected) {
    double[] descending = IntStream.range(0, images).mapToDouble(i -> images - i).toArray();

    assertThat(NoveltyThreshold.of(descending))
        .contains(new NoveltyThreshold(expected, 0.05, images));
    assertThat(descending[0]).isEqualTo(images);
  }

  @Test
  void shouldPromiseNothingOnFewerThanNineteenImages() {
    assertThat(NoveltyThreshold.of(new double[18])).isEmpty();
    assertThat(NoveltyThreshold.of(new double[0])).isEmpty();
  }

  /** 4,000 thresholds: the standard error of the mean is below 0.1 points. */
  @ParameterizedTest
  @CsvSource({"19, 0.05", "30, 0.0323", "100, 0.0495", "500, 0.0499"})
  void shouldRefuseNoMoreThanOneInTwentyFurtherImages(int images, double expected) {
    Random random = new Random(images);
    double refused = 0;
    for (int trial = 0; trial < 4_000; trial++) {
      double[] heldOut = random.doubles(images).toArray();
      refused += 1 - NoveltyThreshold.of(heldOut).orElseThrow().threshold();
    }

    assertThat(refused / 4_000).isLessThan(0.052).isCloseTo(expected, within(0.003));
  }

  @Test
  void shouldCallUnknownWhatIsAboveTheThresholdOnly() {
    NoveltyThreshold threshold = new NoveltyThreshold(0.25, 0.05, 100);

    assertThat(threshold.isUnknown(0.25)).isFalse();
    assertThat(threshold.isUnknown(0.2500001)).isTrue();
    assertThatThrownBy(() -> new NoveltyThreshold(Double.NaN, 0.05, 100))
        .hasMessageContaining("NaN");
  }

  @Test
  void shouldStayWithTheModelWhenItIsPublished() {
    Manifest manifest =
        Models.claiming("v1", 1)
            .manifest()
            .withNovelty(Optional.of(new NoveltyThreshold(0.25, 0.05, 100)));

    assertThat(manifest.publishedAs("v2", Optional.empty()).novelty())
        .isEqualTo(manifest.novelty())
        .isPresent();
  }
}
