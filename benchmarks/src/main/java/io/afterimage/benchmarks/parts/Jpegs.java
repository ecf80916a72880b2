package io.afterimage.benchmarks.parts;

import io.afterimage.benchmarks.rig.Photos;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/** JPEGs to measure with: of a folder, or made up where there is none. */
public final class Jpegs {

  /** In the place of a folder's name. */
  public static final String MADE_UP = "made-up";

  /** How many different ones take turns. */
  public static final int COUNT = 64;

  /** What most photos of cats and dogs have. */
  private static final int WIDTH = 400;

  private static final int HEIGHT = 360;
  private static final int SHAPES = 200;
  private static final int NOISE = 16;

  private Jpegs() {}

  /**
   * At most {@link #COUNT} of them, the same each time.
   *
   * @param images a folder, or {@link #MADE_UP}
   * @throws IllegalArgumentException where the first {@link #COUNT} images hold no JPEG
   */
  public static Photos of(String images) {
    if (images.equals(MADE_UP)) {
      return Photos.of(IntStream.range(0, COUNT).mapToObj(Jpegs::madeUp).toList());
    }
    List<byte[]> jpegs =
        Photos.read(Path.of(images), COUNT).all().stream().filter(Jpegs::isJpeg).toList();
    if (jpegs.isEmpty()) {
      throw new IllegalArgumentException(
          "--images %s: none of its first %d images is a JPEG".formatted(images, COUNT));
    }
    return Photos.of(jpegs);
  }

  /** The same image, stretched to a square. */
  static byte[] stretched(byte[] jpeg, int side) {
    try {
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(jpeg));
      BufferedImage stretched = new BufferedImage(side, side, BufferedImage.TYPE_3BYTE_BGR);
      Graphics2D graphics = stretched.createGraphics();
      graphics.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
      graphics.drawImage(image, 0, 0, side, side, null);
      graphics.dispose();
      return encoded(stretched);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same file announcing a restart interval of one unit, which its data does not have. */
  static byte[] withoutRestarts(byte[] jpeg) {
    byte[] interval = {(byte) 0xff, (byte) 0xdd, 0, 4, 0, 1};
    byte[] announcing = Arrays.copyOf(jpeg, jpeg.length + interval.length);
    System.arraycopy(interval, 0, announcing, 2, interval.length);
    System.arraycopy(jpeg, 2, announcing, 2 + interval.length, jpeg.length - 2);
    return announcing;
  }

  private static boolean isJpeg(byte[] file) {
    return file.length > 2 && file[0] == (byte) 0xff && file[1] == (byte) 0xd8;
  }

  /** Shapes under a little noise, which cost a decoder about what a photo does. */
  private static byte[] madeUp(int seed) {
    Random random = new Random(seed);
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = image.createGraphics();
    for (int i = 0; i < SHAPES; i++) {
      graphics.setColor(new Color(random.nextInt(1 << 24)));
      graphics.fillOval(
          random.nextInt(WIDTH), random.nextInt(HEIGHT), random.nextInt(80), random.nextInt(80));
    }
    graphics.dispose();
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        int noise = random.nextInt(NOISE);
        image.setRGB(x, y, image.getRGB(x, y) ^ (noise << 16 | noise << 8 | noise));
      }
    }
    return encoded(image);
  }

  private static byte[] encoded(BufferedImage image) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      ImageIO.write(image, "jpg", bytes);
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
