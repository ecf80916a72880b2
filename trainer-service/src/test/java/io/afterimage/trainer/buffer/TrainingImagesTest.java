package io.afterimage.trainer.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.images.Decoded;
import io.afterimage.images.ImageDecoder;
import io.afterimage.images.ImageLimits;
import io.afterimage.images.InputSpec;
import io.afterimage.trainer.buffer.TrainingImages.Scaled;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class TrainingImagesTest {

  private static final InputSpec INPUT = InputSpec.square(24);

  private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
  private final TrainingImages images = new TrainingImages(decoder, INPUT);

  private static byte[] noise(int width, int height) throws IOException {
    Random random = new Random(3);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, random.nextInt(1 << 24));
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }

  @Test
  void shouldKeepExactlyThePixelsThatServingSees() throws IOException {
    byte[] original = noise(61, 40);

    byte[] png = ((Scaled.Png) images.scale(original)).bytes();

    byte[] served = ((Decoded.Pixels) decoder.decode(original, INPUT)).rgb();
    assertThat(((Decoded.Pixels) decoder.decode(png, INPUT)).rgb()).isEqualTo(served);
    BufferedImage read = ImageIO.read(new ByteArrayInputStream(png));
    assertThat(read.getRGB(5, 7) & 0xff0000).isEqualTo((served[(7 * 24 + 5) * 3] & 0xff) << 16);
  }

  @Test
  void shouldSayWhatIsWrongWithAnImageThatCannotBeDecoded() {
    assertThat(images.scale("no image".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .isInstanceOf(Scaled.Undecodable.class);
  }
}
