package io.afterimage.benchmarks.parts;

import io.afterimage.images.InputSpec;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/**
 * Frames of one scene, as a camera takes them in a burst: moved by one to three pixels along each
 * side, up to a tenth brighter or darker, and noisy.
 *
 * @param input the size of the frames
 */
public record BurstFrames(InputSpec input) {

  private static final int FARTHEST = 3;
  private static final double BRIGHTER = 0.1;
  private static final double NOISE = 4;

  /**
   * One of them.
   *
   * @param rgb the scene, of that size
   * @return a PNG
   */
  public byte[] frame(byte[] rgb, SplittableRandom random) {
    int width = input.width();
    int height = input.height();
    int right = shift(random);
    int down = shift(random);
    double light = 1 + random.nextDouble(-BRIGHTER, BRIGHTER);
    BufferedImage frame = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int from = Math.floorMod(y + down, height) * width + Math.floorMod(x + right, width);
        int colour = 0;
        for (int channel = 0; channel < 3; channel++) {
          double value = (rgb[3 * from + channel] & 0xff) * light + NOISE * random.nextGaussian();
          colour = colour << 8 | (int) Math.max(0, Math.min(255, Math.round(value)));
        }
        frame.setRGB(x, y, colour);
      }
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      ImageIO.write(frame, "png", png);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write a frame", e);
    }
    return png.toByteArray();
  }

  private static int shift(SplittableRandom random) {
    int by = random.nextInt(1, FARTHEST + 1);
    return random.nextBoolean() ? by : -by;
  }
}
