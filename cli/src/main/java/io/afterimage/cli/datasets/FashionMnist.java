package io.afterimage.cli.datasets;

import java.awt.image.BufferedImage;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * The four IDX files (<a href="https://github.com/zalandoresearch/fashion-mnist">its page</a>):
 * big-endian, a magic number, sizes, then bytes.
 */
final class FashionMnist {

  private static final int IMAGES = 2051;
  private static final int LABELS_MAGIC = 2049;
  private static final int MAX_BYTES = 100 << 20;
  private static final List<String> LABELS =
      List.of(
          "t-shirt",
          "trouser",
          "pullover",
          "dress",
          "coat",
          "sandal",
          "shirt",
          "sneaker",
          "bag",
          "ankle-boot");

  private FashionMnist() {}

  static void unpack(List<Path> archives, Path folder) throws IOException {
    write(archives.get(0), archives.get(1), folder.resolve("train"));
    write(archives.get(2), archives.get(3), folder.resolve("test"));
  }

  private static void write(Path imageFile, Path labelFile, Path folder) throws IOException {
    ByteBuffer images = read(imageFile, IMAGES);
    ByteBuffer labels = read(labelFile, LABELS_MAGIC);
    int count = images.getInt();
    int height = images.getInt();
    int width = images.getInt();
    boolean fits =
        labels.getInt() == count
            && labels.remaining() == count
            && height > 0
            && width > 0
            && images.remaining() == (long) count * height * width;
    if (!fits) {
      throw new IOException("%s and %s do not belong together".formatted(imageFile, labelFile));
    }
    ImageWriter target = new ImageWriter(folder, LABELS);
    for (int i = 0; i < count; i++) {
      BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
      byte[] pixels = new byte[height * width];
      images.get(pixels);
      image.getRaster().setDataElements(0, 0, width, height, pixels);
      target.write(labels.get() & 0xff, image);
    }
  }

  private static ByteBuffer read(Path file, int magic) throws IOException {
    try (InputStream in =
        new GZIPInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      if (bytes.length > MAX_BYTES || bytes.length < 8 || buffer.getInt() != magic) {
        throw new IOException(file + " is not an IDX file of Fashion-MNIST");
      }
      return buffer;
    }
  }
}
