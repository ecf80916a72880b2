package io.afterimage.cli.datasets;

import java.awt.image.BufferedImage;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * The binary version (<a href="https://www.cs.toronto.edu/~kriz/cifar.html">its page</a>): files of
 * records, one byte for the label and 32x32 bytes each of red, green and blue.
 */
final class Cifar10 {

  private static final int SIDE = 32;
  private static final int PLANE = SIDE * SIDE;
  private static final int RECORD = 1 + 3 * PLANE;
  private static final long MAX_FILE_BYTES = 100L << 20;
  private static final List<String> LABELS =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  private Cifar10() {}

  static void unpack(Path archive, Path folder) throws IOException {
    ImageWriter train = new ImageWriter(folder.resolve("train"), LABELS);
    ImageWriter test = new ImageWriter(folder.resolve("test"), LABELS);
    try (InputStream in =
        new GZIPInputStream(new BufferedInputStream(Files.newInputStream(archive)))) {
      Tar tar = new Tar(in, MAX_FILE_BYTES);
      while (tar.next()) {
        String name = tar.name().substring(tar.name().lastIndexOf('/') + 1);
        if (name.matches("data_batch_\\d+\\.bin")) {
          write(tar.content(), train);
        } else if (name.equals("test_batch.bin")) {
          write(tar.content(), test);
        }
      }
    }
    if (train.count() == 0 || test.count() == 0) {
      throw new IOException(archive + " has no data_batch_N.bin, or no test_batch.bin");
    }
  }

  private static void write(byte[] records, ImageWriter target) throws IOException {
    if (records.length % RECORD != 0) {
      throw new IOException(
          "a batch of CIFAR-10 has %d bytes, no multiple of %d".formatted(records.length, RECORD));
    }
    for (int record = 0; record < records.length; record += RECORD) {
      BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
      for (int pixel = 0; pixel < PLANE; pixel++) {
        int at = record + 1 + pixel;
        int rgb =
            (records[at] & 0xff) << 16
                | (records[at + PLANE] & 0xff) << 8
                | (records[at + 2 * PLANE] & 0xff);
        image.setRGB(pixel % SIDE, pixel / SIDE, rgb);
      }
      target.write(records[record] & 0xff, image);
    }
  }
}
