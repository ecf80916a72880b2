package io.afterimage.cli.datasets;

import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Reads a tar stream entry by entry. Nothing is written anywhere, so that an entry's name cannot
 * lead outside. For one thread.
 */
final class Tar {

  private final TarArchiveInputStream in;
  private final long maxBytes;
  private TarArchiveEntry entry;

  /** {@code maxBytes} limits each entry. */
  Tar(InputStream in, long maxBytes) {
    this.in = new TarArchiveInputStream(in);
    this.maxBytes = maxBytes;
  }

  /** Goes to the next entry; false at the end. */
  boolean next() throws IOException {
    try {
      entry = in.getNextEntry();
      return entry != null;
    } catch (IOException e) {
      String why = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
      throw new IOException("not a tar archive: " + why, e);
    }
  }

  String name() {
    return entry.getName();
  }

  /** The entry's bytes, once. */
  byte[] content() throws IOException {
    if (entry.getSize() > maxBytes) {
      throw new IOException(
          "the tar archive's entry %s has %d bytes, %d are allowed"
              .formatted(name(), entry.getSize(), maxBytes));
    }
    return in.readNBytes((int) entry.getSize());
  }
}
