package io.afterimage.benchmarks.adapt;

import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import javax.imageio.ImageIO;

/** What happens to the world. */
public enum Change {
  /** All images are inverted. */
  LIGHT("light", "inverted"),
  /** All images have a quarter of their brightness. */
  DARK("dark", "a quarter of the brightness"),
  /** All images are turned. */
  ROTATION("rotation", "turned by 90°"),
  /** A class that did not exist comes in. */
  NEW_CLASS("new-class", "a class that did not exist"),
  /** Images in the order of taking: the world changes as it did then. */
  STREAM("stream", "sign language, in the order of taking");

  private final String code;
  private final String title;

  Change(String code, String title) {
    this.code = code;
    this.title = title;
  }

  /**
   * The way back from its code.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static Change of(String code) {
    return Arrays.stream(values())
        .filter(change -> change.code.equals(code))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no change is called " + code));
  }

  /** As options name it. */
  public String code() {
    return code;
  }

  /** As people read of it. */
  public String title() {
    return title;
  }

  /**
   * An image of the new world.
   *
   * @param encoded as it would be without the change
   * @return PNG where the change is one of pixels, otherwise the very same
   * @throws IOException when it cannot be decoded
   */
  byte[] changed(byte[] encoded) throws IOException {
    return switch (this) {
      case LIGHT -> png(mapped(decoded(encoded), rgb -> ~rgb & 0xffffff));
      case DARK -> png(mapped(decoded(encoded), rgb -> rgb >> 2 & 0x3f3f3f));
      case ROTATION -> png(turned(decoded(encoded)));
      case NEW_CLASS, STREAM -> encoded;
    };
  }

  private static BufferedImage mapped(BufferedImage image, IntUnaryOperator pixel) {
    BufferedImage mapped =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        mapped.setRGB(x, y, pixel.applyAsInt(image.getRGB(x, y)));
      }
    }
    return mapped;
  }

  /** Clockwise. */
  private static BufferedImage turned(BufferedImage image) {
    int width = image.getHeight();
    int height = image.getWidth();
    BufferedImage turned = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = turned.createGraphics();
    graphics.translate(width, 0);
    graphics.transform(AffineTransform.getQuadrantRotateInstance(1));
    graphics.drawImage(image, 0, 0, null);
    graphics.dispose();
    return turned;
  }

  private static BufferedImage decoded(byte[] encoded) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(encoded));
    if (image == null) {
      throw new IOException("not an image that can be changed: use PNG or JPEG files");
    }
    return image;
  }

  private static byte[] png(BufferedImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }
}
