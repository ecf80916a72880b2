package io.afterimage.cli.datasets;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;

/** Writes numbered PNG files into one folder per class. For one thread. */
final class ImageWriter {

  private final Path folder;
  private final List<String> labels;
  private int count;

  ImageWriter(Path folder, List<String> labels) throws IOException {
    this.folder = folder;
    this.labels = List.copyOf(labels);
    for (String label : labels) {
      Files.createDirectories(folder.resolve(label));
    }
  }

  void write(int label, BufferedImage image) throws IOException {
    if (label >= labels.size()) {
      throw new IOException("label %d is none of the %d classes".formatted(label, labels.size()));
    }
    Path file =
        folder.resolve(labels.get(label)).resolve(String.format(Locale.ROOT, "%05d.png", count++));
    ImageIO.write(image, "png", file.toFile());
  }

  int count() {
    return count;
  }
}
