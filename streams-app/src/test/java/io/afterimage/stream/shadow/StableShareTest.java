package io.afterimage.stream.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StableShareTest {

  private static final int IDS = 20_000;

  /** Python: int.from_bytes(sha256(b"v7\0image-0").digest()[:8], "big") >> 11, over 2**53. */
  private static final double PLACE = 0.24095618489561388;

  @Test
  void shouldTakeTheShareOfAllIdsAndTheSameOnesEachTime() {
    StableShare tenth = new StableShare("v7", 0.1);

    assertThat(count(tenth) / (double) IDS).isCloseTo(0.1, within(0.007));
    assertThat(IntStream.range(0, IDS).filter(i -> tenth.contains(id(i))).boxed())
        .containsExactlyElementsOf(
            IntStream.range(0, IDS)
                .filter(i -> new StableShare("v7", 0.1).contains(id(i)))
                .boxed()
                .toList());
  }

  @Test
  void shouldStayAsItIsFromReleaseToRelease() {
    assertThat(new StableShare("v7", PLACE + 1e-9).contains(id(0))).isTrue();
    assertThat(new StableShare("v7", PLACE - 1e-9).contains(id(0))).isFalse();
  }

  @Test
  void shouldKeepWhatASmallerShareHasAndTakeOtherIdsForAnotherVersion() {
    StableShare tenth = new StableShare("v7", 0.1);
    StableShare half = new StableShare("v7", 0.5);
    StableShare other = new StableShare("v8", 0.1);

    assertThat(IntStream.range(0, IDS).filter(i -> tenth.contains(id(i))))
        .allMatch(i -> half.contains(id(i)));
    long both =
        IntStream.range(0, IDS).filter(i -> tenth.contains(id(i)) && other.contains(id(i))).count();
    assertThat(both / (double) IDS).isCloseTo(0.01, within(0.003));
    assertThat(count(new StableShare("v7", 1))).isEqualTo(IDS);
    assertThat(count(new StableShare("v7", 0))).isZero();
  }

  private static long count(StableShare share) {
    return IntStream.range(0, IDS).filter(i -> share.contains(id(i))).count();
  }

  private static byte[] id(int i) {
    return ("image-" + i).getBytes(StandardCharsets.UTF_8);
  }
}
