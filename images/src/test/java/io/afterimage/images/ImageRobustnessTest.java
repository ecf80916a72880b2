package io.afterimage.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged files, the same ones in every run: the answer is always pixels or a refusal. */
class ImageRobustnessTest {

  private static final int ROUNDS = 300;

  private final ImageDecoder decoder = new ImageDecoder(new ImageLimits(1 << 20, 1_000_000));
  private final InputSpec input = InputSpec.square(16);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "baseline.jpg",
        "progressive.jpg",
        "cmyk.jpg",
        "orientation-6.jpg",
        "rgb.png",
        "palette-clear.png",
        "deep-alpha.png",
        "key.png",
        "lossy.webp",
        "lossless-alpha.webp",
        "animated.webp",
        "rgb.bmp",
        "palette.bmp",
        "alpha.bmp",
        "runs.bmp",
        "interlaced.gif",
        "animated.gif",
        "part.gif"
      })
  void shouldAnswerWithValueWhateverTheDamage(String name) {
    byte[] whole = Fixtures.read(name);
    Random random = new Random(name.hashCode());
    for (int round = 0; round < ROUNDS; round++) {
      byte[] damaged = damaged(whole, random);

      Decoded decoded = decoder.decode(damaged, input);

      if (decoded instanceof Decoded.Pixels pixels) {
        assertThat(pixels.rgb()).hasSize(16 * 16 * 3);
      } else {
        assertThat(((Decoded.Refused) decoded).detail()).isNotBlank();
      }
    }
  }

  /** Flips up to eight bits, half of the times in the first bytes, and cuts every fourth file. */
  private static byte[] damaged(byte[] whole, Random random) {
    int length = random.nextInt(4) == 0 ? 1 + random.nextInt(whole.length) : whole.length;
    byte[] damaged = Arrays.copyOf(whole, length);
    int flips = 1 + random.nextInt(8);
    for (int i = 0; i < flips; i++) {
      int range = random.nextBoolean() ? Math.min(64, length) : length;
      damaged[random.nextInt(range)] ^= (byte) (1 << random.nextInt(8));
    }
    return damaged;
  }
}
