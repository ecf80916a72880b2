package io.afterimage.client.backup;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A ZIP file that is written from its first byte to its last. Until it is whole it is called {@code
 * NAME.part}: what a process that was killed leaves under that name is replaced by the next one.
 * For one thread.
 */
final class NewArchive implements AutoCloseable {

  private static final String PART = ".part";
  private static final int BUFFER = 1 << 16;

  private final Path place;
  private final Path part;
  private final OutputStream file;
  private final ZipOutputStream zip;
  private boolean isWhole;

  /** With no entry yet. */
  NewArchive(Path place) throws IOException {
    this.place = place;
    this.part = partOf(place);
    this.file = Files.newOutputStream(part);
    this.zip = new ZipOutputStream(new BufferedOutputStream(file, BUFFER));
  }

  /** Where it is until it is whole. */
  static Path partOf(Path place) {
    return place.resolveSibling(place.getFileName() + PART);
  }

  /** The content of the next entry; one at a time. */
  OutputStream entry(String name) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    return new FilterOutputStream(zip) {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        zip.write(bytes, offset, length);
      }

      @Override
      public void close() throws IOException {
        zip.closeEntry();
      }
    };
  }

  /** Every entry has been written. */
  void complete() {
    isWhole = true;
  }

  /**
   * Gives it its name if it is whole, and deletes it if it is not.
   *
   * @throws IOException also when something else has the name by now; then it is deleted too
   */
  @Override
  public void close() throws IOException {
    try {
      try (file) {
        if (isWhole) {
          zip.close();
        }
      }
      if (isWhole) {
        Files.move(part, place);
      }
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
