package io.afterimage.cli.command;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Two classes that are easy to tell apart: {@code dark} and {@code striped}. */
public final class GreyImages {

  private static final int SIDE = 20;

  private GreyImages() {}

  /** Draws so many of each, every one a little different, and returns the folder. */
  public static Path draw(Path folder, int ofEach) throws IOException {
    for (String label : new String[] {"dark", "striped"}) {
      Path target = Files.createDirectories(folder.resolve(label));
      for (int i = 0; i < ofEach; i++) {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        for (int pixel = 0; pixel < SIDE * SIDE; pixel++) {
          boolean bright = label.equals("striped") && pixel / 4 % 2 == 0;
          int grey = (bright ? 200 : 20) + i;
          image.setRGB(pixel % SIDE, pixel / SIDE, grey << 16 | grey << 8 | grey);
        }
        ImageIO.write(image, "png", target.resolve(i + ".png").toFile());
      }
    }
    return folder;
  }
}
