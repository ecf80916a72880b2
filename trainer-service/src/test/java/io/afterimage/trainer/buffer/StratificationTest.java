package io.afterimage.trainer.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.StableSplit;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StratificationTest {

  private static final StableSplit SHARES = StableSplit.SERVICE;

  @Test
  void shouldGiveEachSplitOfEachClassItsShareRoundedUpOrDown() {
    for (int kind = 0; kind < 50; kind++) {
      Map<Split, Integer> groups = new EnumMap<>(Split.class);
      for (int n = 1; n <= 200; n++) {
        groups.merge(
            Stratification.choose(SHARES, "class-%d/%d".formatted(kind, n), groups),
            1,
            Integer::sum);
        double share = 0.15 * n;
        for (Split heldOut : new Split[] {Split.VALIDATION, Split.TEST}) {
          assertThat(groups.getOrDefault(heldOut, 0))
              .as("%s of %d", heldOut, n)
              .isBetween((int) Math.floor(0.15 * (n - 1)), (int) Math.ceil(share));
        }
      }
    }
  }

  @Test
  void shouldHoldOutOneOfEachOnceThereIsAHandful() {
    Map<Split, Integer> groups = new EnumMap<>(Split.class);
    for (int i = 0; i < 8; i++) {
      groups.merge(Stratification.choose(SHARES, trainingId(i), groups), 1, Integer::sum);
    }

    assertThat(groups).isEqualTo(Map.of(Split.TRAIN, 6, Split.VALIDATION, 1, Split.TEST, 1));
  }

  @Test
  void shouldNotHoldOutMoreThanThereIsToLearnFrom() {
    assertThat(Stratification.choose(SHARES, heldOutId(), Map.of(Split.TEST, 1)))
        .isEqualTo(Split.TRAIN);
    assertThat(Stratification.choose(SHARES, heldOutId(), Map.of(Split.TEST, 1, Split.TRAIN, 1)))
        .isEqualTo(Split.VALIDATION);
  }

  @Test
  void shouldFollowTheHashWhereItKeepsTheShares() {
    assertThat(Stratification.choose(SHARES, heldOutId(), Map.of())).isEqualTo(Split.VALIDATION);
    assertThat(Stratification.choose(SHARES, trainingId(0), Map.of())).isEqualTo(Split.TRAIN);
  }

  @Test
  void shouldHoldOutNothingWhereNoShareIsAskedFor() {
    StableSplit none = new StableSplit(0, 0);

    assertThat(Stratification.choose(none, heldOutId(), Map.of(Split.TRAIN, 100)))
        .isEqualTo(Split.TRAIN);
  }

  private static String heldOutId() {
    return idOf(Split.VALIDATION, 0);
  }

  private static String trainingId(int number) {
    return idOf(Split.TRAIN, number);
  }

  private static String idOf(Split split, int number) {
    int found = 0;
    for (int i = 0; ; i++) {
      if (SHARES.of("id-" + i) == split && found++ == number) {
        return "id-" + i;
      }
    }
  }
}
