package io.afterimage.testkit;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/** Encoded images that tests make up. */
public final class PngImages {

  private PngImages() {}

  /** One colour with noise: channel {@code channel} (0 red, 1 green, 2 blue) is bright. */
  public static byte[] ofClass(int size, int channel, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < size * size; i++) {
      int rgb = 0;
      for (int c = 0; c < 3; c++) {
        rgb = rgb << 8 | ((c == channel ? 200 : 60) + random.nextInt(-50, 51));
      }
      image.setRGB(i % size, i / size, rgb);
    }
    return png(image);
  }

  /** One colour, 24 bits RGB. */
  public static byte[] ofColour(int size, int rgb) {
    BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < size * size; i++) {
      image.setRGB(i % size, i / size, rgb);
    }
    return png(image);
  }

  private static byte[] png(BufferedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
