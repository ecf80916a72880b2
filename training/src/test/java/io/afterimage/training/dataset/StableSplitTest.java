package io.afterimage.training.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StableSplitTest {

  @Test
  void shouldPlaceIdsByTheirSha256() {
    // printf %s cat.1.jpg | sha256sum: 53d6a153559f7143...
    assertThat(StableSplit.hash("cat.1.jpg")).isEqualTo(0x53d6a153559f7143L);
    assertThat(StableSplit.position("cat.1.jpg")).isCloseTo(0.32749374661000075, within(1e-12));
  }

  @Test
  void shouldFillEachSplitWithItsShare() {
    Map<Split, Integer> sizes = new EnumMap<>(Split.class);
    IntStream.range(0, 20_000)
        .forEach(i -> sizes.merge(StableSplit.SERVICE.of("picture-" + i), 1, Integer::sum));

    // three standard errors of a share of 0.15 in 20,000 are 150
    assertThat(sizes.get(Split.TRAIN)).isCloseTo(14_000, within(200));
    assertThat(sizes.get(Split.VALIDATION)).isCloseTo(3_000, within(150));
    assertThat(sizes.get(Split.TEST)).isCloseTo(3_000, within(150));
  }

  @Test
  void shouldNeverMoveTrainingImagesOutWhenTheOtherSharesShrink() {
    StableSplit wide = new StableSplit(0.15, 0.15);
    StableSplit narrow = new StableSplit(0.1, 0.05);

    assertThat(IntStream.range(0, 2_000).mapToObj(i -> "id-" + i))
        .filteredOn(id -> wide.of(id) == Split.TRAIN)
        .allMatch(id -> narrow.of(id) == Split.TRAIN);
  }

  @Test
  void shouldNameEveryShareOutOfRange() {
    assertThatThrownBy(() -> new StableSplit(-0.1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("validation share is -0.1")
        .hasMessageContaining("test share is 1.0");
    assertThatThrownBy(() -> new StableSplit(0.5, 0.5)).hasMessageContaining("nothing to train");
  }
}
