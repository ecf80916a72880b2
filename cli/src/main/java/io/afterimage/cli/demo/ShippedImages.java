package io.afterimage.cli.demo;

import io.afterimage.cli.fetch.SafeUnzip;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The sample of Fashion-MNIST that the project ships: 200 images a class to learn, 100 to test. */
public final class ShippedImages {

  private static final String ARCHIVE = "fashion-mnist.zip";
  private static final SafeUnzip UNZIP = new SafeUnzip(10_000, 64L << 20);

  private ShippedImages() {}

  /**
   * Unpacks them, unless they are there.
   *
   * @throws UncheckedIOException naming the folder when they cannot be written
   */
  public static void unpack(Path folder) {
    if (Files.isDirectory(folder)) {
      return;
    }
    try (InputStream archive = ShippedImages.class.getResourceAsStream(ARCHIVE)) {
      Path part = folder.resolveSibling(folder.getFileName() + ".part");
      UNZIP.unpack(archive, part);
      Files.move(part, folder);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot unpack the demo's images into " + folder, e);
    }
  }
}
