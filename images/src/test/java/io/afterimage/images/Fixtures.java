package io.afterimage.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.images.InputSpec.Resize;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The images of {@code make_image_fixtures.py} and the comparison with what it expects. */
final class Fixtures {

  /** The size of every fixture that is not about scaling. */
  static final InputSpec STORED = new InputSpec(24, 32, Resize.AREA_OR_LINEAR);

  /** The size of those that are turned by their EXIF orientation. */
  static final InputSpec TURNED = new InputSpec(32, 24, Resize.AREA_OR_LINEAR);

  private Fixtures() {}

  static byte[] read(String name) {
    try (InputStream in = Fixtures.class.getResourceAsStream("/pictures/" + name)) {
      assertThat(in).as("fixture %s", name).isNotNull();
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] pixels(Decoded decoded) {
    assertThat(decoded).isInstanceOf(Decoded.Pixels.class);
    return ((Decoded.Pixels) decoded).rgb();
  }

  static Decoded.Refused refusal(Decoded decoded) {
    assertThat(decoded).isInstanceOf(Decoded.Refused.class);
    return (Decoded.Refused) decoded;
  }

  /** Asserts the largest and the mean difference, in levels of 0 to 255. */
  static void assertClose(byte[] actual, byte[] expected, int largest, double mean) {
    assertThat(actual).hasSameSizeAs(expected);
    int worst = 0;
    long sum = 0;
    for (int i = 0; i < actual.length; i++) {
      int difference = Math.abs((actual[i] & 0xff) - (expected[i] & 0xff));
      worst = Math.max(worst, difference);
      sum += difference;
    }
    assertThat(worst).as("largest difference").isLessThanOrEqualTo(largest);
    assertThat((double) sum / actual.length).as("mean difference").isLessThanOrEqualTo(mean);
  }
}
