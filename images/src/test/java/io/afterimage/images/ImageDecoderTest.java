package io.afterimage.images;

import static io.afterimage.images.Fixtures.assertClose;
import static io.afterimage.images.Fixtures.pixels;
import static io.afterimage.images.Fixtures.read;
import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.images.InputSpec.Resize;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pixels against Pillow's, or against what was written into the file; see the fixtures' script. */
class ImageDecoderTest {

  private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "baseline.jpg",
        "progressive.jpg",
        "full-chroma.jpg",
        "restarts.jpg",
        "grey.jpg",
        "rgb-coded.jpg",
        "with-thumbnail.jpg"
      })
  void shouldDecodeJpegLikePillow(String name) {
    assertClose(pixels(decoder.decode(read(name), Fixtures.STORED)), read(name + ".rgb"), 3, 0.7);
  }

  /** Pillow and OpenCV round the product of ink and black differently. */
  @ParameterizedTest
  @ValueSource(strings = {"cmyk.jpg", "cmyk-no-adobe.jpg", "ycck.jpg"})
  void shouldDecodeInkLikePillow(String name) {
    assertClose(pixels(decoder.decode(read(name), Fixtures.STORED)), read(name + ".rgb"), 3, 1.1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rgb.png",
        "grey.png",
        "bilevel.png",
        "palette.png",
        "palette-clear.png",
        "alpha.png",
        "grey-alpha.png",
        "deep-rgb.png",
        "deep-grey.png",
        "deep-alpha.png",
        "key.png",
        "deep-key.png",
        "nibble-key.png",
        "grey-key.png",
        "deep-grey-key.png",
        "lossless.webp",
        "lossless-alpha.webp",
        "rgb.bmp",
        "palette.bmp",
        "bilevel.bmp",
        "top-down.bmp",
        "unused-fourth-byte.bmp",
        "alpha.bmp",
        "runs.bmp",
        "plain.gif",
        "interlaced.gif",
        "clear.gif",
        "animated.gif",
        "part.gif"
      })
  void shouldDecodeLosslessFormatsExactlyButForRounding(String name) {
    assertClose(pixels(decoder.decode(read(name), Fixtures.STORED)), read(name + ".rgb"), 1, 0.5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"lossy.webp", "lossy-alpha.webp"})
  void shouldDecodeLossyWebpLikePillow(String name) {
    assertClose(pixels(decoder.decode(read(name), Fixtures.STORED)), read(name + ".rgb"), 2, 0.5);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldTurnJpegUpright(int orientation) {
    String name = "orientation-" + orientation + ".jpg";
    InputSpec input = orientation > 4 ? Fixtures.TURNED : Fixtures.STORED;

    assertClose(pixels(decoder.decode(read(name), input)), read(name + ".rgb"), 3, 0.7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"orientation-6.png", "orientation-8.webp"})
  void shouldTurnOtherFormatsUpright(String name) {
    assertClose(pixels(decoder.decode(read(name), Fixtures.TURNED)), read(name + ".rgb"), 1, 0.1);
  }

  /**
   * A JPEG decoded at a reduced size keeps the mean of each block but is blurred or rings at its
   * hard edges, where single pixels differ; a shift of half a pixel would raise the mean above 1.
   */
  @ParameterizedTest
  @CsvSource({
    "rgb.png, 40, 50, 1, 0.5",
    "rgb.png, 16, 40, 1, 0.5",
    "rgb.png, 30, 10, 1, 0.5",
    "large.png, 30, 40, 1, 0.5",
    "large.png, 50, 30, 1, 0.5",
    "large.png, 50, 70, 1, 0.5",
    "large.jpg, 30, 40, 24, 0.8",
    "large.jpg, 50, 30, 24, 0.8",
    "large.jpg, 50, 70, 24, 0.8",
    "large-turned.jpg, 30, 40, 24, 0.8",
    "large-turned.jpg, 50, 30, 24, 0.8",
    "large-turned.jpg, 50, 70, 24, 0.8"
  })
  void shouldScaleByAreaOrBilinearly(String name, int height, int width, int largest, double mean) {
    byte[] expected = read(name + "." + height + "x" + width + ".rgb");

    Decoded decoded =
        decoder.decode(read(name), new InputSpec(height, width, Resize.AREA_OR_LINEAR));

    assertClose(pixels(decoded), expected, largest, mean);
  }

  @Test
  void shouldDecodeGifThatFillsItsCodeTable() {
    Decoded decoded = decoder.decode(read("noise.gif"), Fixtures.STORED);

    assertClose(pixels(decoded), read("noise.gif.rgb"), 1, 0.5);
  }

  @Test
  void shouldLeaveEncodedBytesAsTheyAre() {
    byte[] encoded = read("baseline.jpg");

    decoder.decode(encoded, Fixtures.STORED);

    assertThat(encoded).isEqualTo(read("baseline.jpg"));
  }

  @Test
  void shouldGiveSamePixelsFromManyThreads() throws Exception {
    List<String> names = List.of("large.jpg", "alpha.png", "interlaced.gif", "lossy.webp");
    List<byte[]> expected =
        names.stream().map(n -> pixels(decoder.decode(read(n), Fixtures.STORED))).toList();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<byte[]>> tasks =
          IntStream.range(0, 200)
              .mapToObj(i -> names.get(i % names.size()))
              .<Callable<byte[]>>map(n -> () -> pixels(decoder.decode(read(n), Fixtures.STORED)))
              .toList();
      List<Future<byte[]>> results = threads.invokeAll(tasks);

      for (int i = 0; i < results.size(); i++) {
        assertThat(results.get(i).get()).isEqualTo(expected.get(i % names.size()));
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
