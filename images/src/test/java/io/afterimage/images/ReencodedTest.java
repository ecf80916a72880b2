package io.afterimage.images;

import static io.afterimage.images.Fixtures.assertClose;
import static io.afterimage.images.Fixtures.pixels;
import static io.afterimage.images.Fixtures.read;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.afterimage.images.InputSpec.Resize;
import org.junit.jupiter.api.Test;

class ReencodedTest {

  private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);

  @Test
  void shouldKeepTheShapeWithinTheSide() {
    Reencoded.Jpeg small = jpeg(read("large.jpg"), 256);
    InputSpec size = new InputSpec(64, 64, Resize.AREA_OR_LINEAR);

    assertThat(Math.max(width(small.bytes()), height(small.bytes()))).isEqualTo(256);
    assertThat((double) width(small.bytes()) / height(small.bytes()))
        .isCloseTo((double) small.originalWidth() / small.originalHeight(), within(0.02));
    assertClose(
        pixels(decoder.decode(small.bytes(), size)),
        pixels(decoder.decode(read("large.jpg"), size)),
        60,
        4);
  }

  @Test
  void shouldTurnUprightAndNotGrow() {
    Reencoded.Jpeg upright = jpeg(read("odd/jpeg-orientation-6-as-long-big-endian.jpg"), 4000);

    assertThat(upright.originalWidth()).isEqualTo(width(upright.bytes()));
    assertThat(upright.originalHeight()).isEqualTo(height(upright.bytes()));
    assertClose(
        pixels(decoder.decode(upright.bytes(), InputSpec.square(96))),
        pixels(decoder.decode(read("odd/reference.png"), InputSpec.square(96))),
        160,
        6);
  }

  @Test
  void shouldRefuseWhatIsNoImageAsClassifyingDoes() {
    byte[] svg = "<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>".getBytes(UTF_8);

    assertThat(decoder.reencode(svg, 256))
        .isEqualTo(
            new Reencoded.Refused((Decoded.Refused) decoder.decode(svg, InputSpec.square(8))));
    assertThat(decoder.reencode(null, 256)).isInstanceOf(Reencoded.Refused.class);
  }

  private Reencoded.Jpeg jpeg(byte[] encoded, int side) {
    Reencoded made = decoder.reencode(encoded, side);
    assertThat(made).isInstanceOf(Reencoded.Jpeg.class);
    Reencoded.Jpeg jpeg = (Reencoded.Jpeg) made;
    assertThat(ImageBytes.format(jpeg.bytes())).hasValue("JPEG");
    return jpeg;
  }

  private static int width(byte[] jpeg) {
    return header(jpeg).width();
  }

  private static int height(byte[] jpeg) {
    return header(jpeg).height();
  }

  private static ImageHeader header(byte[] jpeg) {
    try {
      return new JpegFormat().read(EncodedBytes.of(jpeg), ImageLimits.DEFAULT);
    } catch (RefusedImage e) {
      throw new AssertionError(e);
    }
  }
}
