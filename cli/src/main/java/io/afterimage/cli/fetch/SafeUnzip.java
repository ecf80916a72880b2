package io.afterimage.cli.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Unpacks an archive below a folder and nowhere else, within limits, whatever the archive says.
 *
 * @param maxEntries files and folders
 * @param maxBytes unpacked, all together
 */
public record SafeUnzip(int maxEntries, long maxBytes) {

  private static final int PIECE = 1 << 16;

  /**
   * Unpacks everything.
   *
   * @throws IOException when an entry would lie outside of the folder, or a limit is passed
   */
  public void unpack(InputStream archive, Path folder) throws IOException {
    Path root = folder.toAbsolutePath().normalize();
    Files.createDirectories(root);
    ZipInputStream zip = new ZipInputStream(archive);
    long left = maxBytes;
    int entries = 0;
    for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
      if (++entries > maxEntries) {
        throw new IOException("the archive has more than %d entries".formatted(maxEntries));
      }
      Path target = root.resolve(entry.getName()).normalize();
      if (!target.startsWith(root)) {
        throw new IOException("the archive's entry %s lies outside".formatted(entry.getName()));
      }
      if (entry.isDirectory()) {
        Files.createDirectories(target);
      } else {
        left -= write(zip, target, left);
      }
    }
  }

  /** Piece by piece: what an entry unpacks to is not known before, and may not fit into memory. */
  private long write(ZipInputStream zip, Path target, long left) throws IOException {
    Files.createDirectories(target.getParent());
    long written = 0;
    try (OutputStream out = Files.newOutputStream(target)) {
      byte[] piece = new byte[PIECE];
      for (int length = zip.read(piece); length >= 0; length = zip.read(piece)) {
        written += length;
        if (written > left) {
          throw new IOException("the archive unpacks to more than %d bytes".formatted(maxBytes));
        }
        out.write(piece, 0, length);
      }
    }
    return written;
  }
}
