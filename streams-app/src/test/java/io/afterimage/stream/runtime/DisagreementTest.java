package io.afterimage.stream.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DisagreementTest {

  private static final Set<String> LESS = Set.of("images");
  private static final Set<String> MORE = Set.of("images", "labels", "predictions");

  @Test
  void shouldForgiveAMomentInWhichATopicIsNobodys() {
    Disagreement instance = new Disagreement();
    for (int i = 0; i < 100; i++) {
      assertThat(instance.lasts(MORE, i % 5 == 0 ? LESS : MORE)).isFalse();
    }
  }

  @Test
  void shouldEndTheInstanceWhoseTopologyNeverHolds() {
    assertThat(looksUntilItLasts(LESS, List.of(MORE))).isEqualTo(3);
    assertThat(looksUntilItLasts(MORE, List.of(LESS))).isEqualTo(6);
    assertThat(looksUntilItLasts(MORE, List.of(Set.of("images", "others")))).isEqualTo(6);
  }

  /** As in a group that goes on rebalancing. */
  @Test
  void shouldEndOnlyOneOfTwoWhoseTopologiesHoldInTurn() {
    assertThat(looksUntilItLasts(LESS, List.of(MORE, LESS))).isEqualTo(5);
    assertThat(looksUntilItLasts(MORE, List.of(LESS, MORE))).isEqualTo(-1);
  }

  @Test
  void shouldEndOneOfTwoWhicheverTopologyHoldsHoweverOften() {
    for (int share = 1; share < 10; share++) {
      Random random = new Random(share);
      Disagreement less = new Disagreement();
      Disagreement more = new Disagreement();
      boolean lessEnds = false;
      boolean moreEnds = false;
      for (int i = 0; i < 1000 && !lessEnds && !moreEnds; i++) {
        Set<String> holds = random.nextInt(10) < share ? MORE : LESS;
        lessEnds = less.lasts(LESS, holds);
        moreEnds = more.lasts(MORE, holds);
      }
      assertThat(lessEnds ^ moreEnds).as("%d of 10", share).isTrue();
    }
  }

  private static int looksUntilItLasts(Set<String> own, List<Set<String>> holding) {
    Disagreement instance = new Disagreement();
    for (int i = 0; i < 100; i++) {
      if (instance.lasts(own, holding.get(i % holding.size()))) {
        return i + 1;
      }
    }
    return -1;
  }
}
