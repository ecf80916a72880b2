package io.afterimage.benchmarks.parts;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.benchmarks.rig.Bench;
import io.afterimage.images.Decoded;
import io.afterimage.images.RefusalReason;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

@Tag("slow")
class PartsTest {

  @Test
  void shouldBeFoundByJmh() {
    assertThat(
            BenchmarkList.defaultList()
                .find(
                    OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT),
                    List.of(getClass().getPackageName()),
                    List.of()))
        .extracting(BenchmarkListEntry::getUsername)
        .containsExactlyInAnyOrder(
            DecodingBenchmark.class.getName() + ".photo",
            DecodingBenchmark.class.getName() + ".structure",
            DecodingBenchmark.class.getName() + ".largeReduced",
            DecodingBenchmark.class.getName() + ".largeWhole",
            GraphBenchmark.class.getName() + ".graph");
  }

  @Test
  void shouldDecodeAllButTheImagesWithoutRestartMarkers() {
    DecodingBenchmark decoding = new DecodingBenchmark();
    decoding.images = Jpegs.MADE_UP;
    decoding.prepare();

    int bytes = Bench.MODELS.input().bytesPerImage();
    assertThat(pixels(decoding.photo())).hasSize(bytes);
    assertThat(pixels(decoding.largeReduced())).hasSize(bytes);
    assertThat(pixels(decoding.largeWhole())).hasSizeGreaterThan(bytes);
    assertThat(decoding.structure())
        .isInstanceOfSatisfying(
            Decoded.Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo(RefusalReason.CORRUPT));
  }

  @Test
  void shouldRunTheGraphOnAFullBatch() {
    GraphBenchmark graph = new GraphBenchmark();
    graph.images = Jpegs.MADE_UP;
    graph.batch = 8;
    graph.prepare();

    assertThat(graph.graph()).hasDimensions(8, Bench.MODELS.labels().size());
    graph.close();
  }

  private static byte[] pixels(Decoded decoded) {
    assertThat(decoded).isInstanceOf(Decoded.Pixels.class);
    return ((Decoded.Pixels) decoded).rgb();
  }
}
