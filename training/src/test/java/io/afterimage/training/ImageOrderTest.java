package io.afterimage.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.testkit.PythonTool;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageOrderTest {

  private static List<Integer> shuffled(long seed, int epoch, int images) {
    return ImageOrder.shuffled(IntStream.range(0, images).boxed().toList(), seed, epoch);
  }

  @Test
  void shouldTakeEachImageOnceInAnOrderOfTheSeedAndTheEpoch() {
    List<Integer> order = shuffled(1, 0, 100);

    assertThat(order)
        .hasSize(100)
        .doesNotHaveDuplicates()
        .isEqualTo(shuffled(1, 0, 100))
        .isNotEqualTo(shuffled(1, 1, 100))
        .isNotEqualTo(shuffled(2, 0, 100));
  }

  @Test
  void shouldStayWhatCheckpointsWereMadeWith() {
    assertThat(shuffled(7, 2, 10)).containsExactly(0, 9, 8, 3, 7, 6, 2, 5, 4, 1);
  }

  @ParameterizedTest
  @CsvSource({"1, 0, 10000", "-3, 29, 4096", "9223372036854775807, 5, 3"})
  @Tag("slow")
  void shouldBeKnownToTheScriptForComparisons(
      long seed, int epoch, int images, @TempDir Path folder) throws Exception {
    String printed =
        PythonTool.run("picture_order.py", folder, "--", "" + seed, "" + epoch, "" + images);

    assertThat(printed.strip())
        .isEqualTo(
            shuffled(seed, epoch, images).stream()
                .map(String::valueOf)
                .collect(Collectors.joining(" ")));
  }
}
