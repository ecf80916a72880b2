package io.afterimage.cli.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizingTest {

  private static final Duration WEEK = Duration.ofDays(7);

  /**
   * docs/scaling.md: 350 photos of 45 KB a second on one instance of two cores, 158 MB/s on ten.
   */
  @Test
  void shouldAgreeWithTheArithmeticOfScaling() {
    Sizing one = new Sizing(new Load(350, 45_000, 2, WEEK, 3, Optional.empty()));
    Sizing ten = new Sizing(new Load(3500, 45_000, 2, WEEK, 3, Optional.empty()));

    assertThat(one.instances()).isEqualTo(1);
    assertThat(one.imageTraffic()).isCloseTo(16e6, within(0.3e6));
    assertThat(one.predictionBytes()).isCloseTo(400, within(10));
    assertThat(one.modelBytes()).isEqualTo(8.85e6);
    assertThat(ten.instances()).isBetween(9, 10);
    assertThat(ten.imageTraffic()).isCloseTo(158e6, within(1e6));
    assertThat(ten.partitions()).isBetween(54, 60);
  }

  /** docs/operations.md and the request of memory in infra/kubernetes/base/stream.yaml. */
  @Test
  void shouldGiveTheMemoryThatTheManifestsAskFor() {
    assertThat(new Sizing(new Load(100, 45_000, 2, WEEK, 1, Optional.empty())).memoryMib())
        .isEqualTo(1536);
  }

  /** By hand: 20 x (2.3 + 66 + 0.14) ms x 1.5 = 2.05 cores, on 2 instances of 2. */
  @Test
  void shouldGiveEachOfTheInstancesItsCores() {
    Sizing large = new Sizing(new Load(20, 3_000_000, 100, WEEK, 2, Optional.of(2)));

    assertThat(large.streamCores()).isCloseTo(2.05, within(0.01));
    assertThat(large.instances()).isEqualTo(2);
    assertThat(large.cores()).isEqualTo(2);
    assertThat(large.memoryMib()).isEqualTo(1536);
    assertThat(large.imageDisk()).isEqualTo(20 * 3e6 * 604_800 * 2);
  }

  @ParameterizedTest
  @CsvSource({"0,0.0 B", "999,999 B", "9960,10.0 KB", "22500000,23 MB", "40824000000000,41 TB"})
  void shouldSayBytesInUnitsOfAThousand(double bytes, String text) {
    assertThat(SizingLines.bytes(bytes)).isEqualTo(text);
  }
}
