package io.afterimage.cli.fetch;

import java.io.IOException;
import java.io.InputStream;
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

  private long write(ZipInputStream zip, Path target, long left) throws IOException {
    byte[] bytes = zip.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, left + 1));
    if (bytes.length > left) {
      throw new IOException("the archive unpacks to more than %d bytes".formatted(maxBytes));
    }
    Files.createDirectories(target.getParent());
    Files.write(target, bytes);
    return bytes.length;
  }
}
