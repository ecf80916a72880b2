package io.afterimage.trainer.buffer;

import io.afterimage.schemas.events.Sha256;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps images in one temporary file, so that the heap holds only where each of them lies. The
 * system's page cache makes it as fast as memory while there is memory. The space of an image that
 * is no longer referenced is reused. The file has no name where the system allows that, so that
 * nothing is left behind however the process ends. Thread-safe.
 */
public final class FileSpool implements ImageSpool, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(FileSpool.class);
  private static final Cleaner CLEANER = Cleaner.create();

  /** Images take whole blocks: few odd remainders stay between them. */
  private static final int BLOCK = 1024;

  private final Path path;
  private final RandomAccessFile file;
  private final TreeMap<Long, Long> free = new TreeMap<>();
  private long end;

  /**
   * Makes the file.
   *
   * @param folder created if missing
   * @throws UncheckedIOException when it cannot be made, naming the folder
   */
  public FileSpool(Path folder) {
    try {
      Files.createDirectories(folder);
      path = Files.createTempFile(folder, "images-", ".spool");
      file = new RandomAccessFile(path.toFile(), "rw");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep images in " + folder + ": " + e, e);
    }
    unlink();
  }

  /** Not a channel: an interrupted reader would close it for all others. */
  private final class Extent implements ImageBytes {

    private final long offset;
    private final int length;
    private volatile Optional<String> sha256 = Optional.empty();

    Extent(long offset, int length) {
      this.offset = offset;
      this.length = length;
    }

    @Override
    public int length() {
      return length;
    }

    @Override
    public byte[] read() {
      byte[] bytes = new byte[length];
      try {
        synchronized (FileSpool.this) {
          file.seek(offset);
          file.readFully(bytes);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(
            "cannot read %d bytes at %d of the image file %s".formatted(length, offset, path), e);
      } finally {
        Reference.reachabilityFence(this);
      }
      return bytes;
    }

    /** Computed once: runs ask for it every time. */
    @Override
    public String sha256() {
      if (sha256.isEmpty()) {
        sha256 = Optional.of(Sha256.of(read()));
      }
      return sha256.get();
    }

    private boolean isIn(FileSpool spool) {
      return FileSpool.this == spool;
    }
  }

  @Override
  public ImageBytes keep(ImageBytes image) {
    if (image instanceof Extent extent && extent.isIn(this)) {
      return image;
    }
    byte[] bytes = image.read();
    long blocks = (bytes.length + BLOCK - 1L) / BLOCK * BLOCK;
    long offset;
    try {
      synchronized (this) {
        offset = allocate(blocks);
        file.seek(offset);
        file.write(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot keep an image of %d bytes in %s: is the disk full?"
              .formatted(bytes.length, path.getParent()),
          e);
    }
    Extent extent = new Extent(offset, bytes.length);
    CLEANER.register(extent, () -> release(offset, blocks));
    return extent;
  }

  /** How long the file is, used and unused space together. */
  synchronized long fileBytes() {
    return end;
  }

  /** The size of the unused part of the file. */
  synchronized long unusedBytes() {
    return free.values().stream().mapToLong(Long::longValue).sum();
  }

  /** First fit. */
  private long allocate(long length) {
    Optional<Map.Entry<Long, Long>> gap =
        free.entrySet().stream().filter(entry -> entry.getValue() >= length).findFirst();
    long offset = gap.map(Map.Entry::getKey).orElse(end);
    long unused = gap.map(Map.Entry::getValue).orElse(length) - length;
    if (gap.isPresent()) {
      free.remove(offset);
    } else {
      end += length;
    }
    if (unused > 0) {
      free.put(offset + length, unused);
    }
    return offset;
  }

  private synchronized void release(long offset, long length) {
    long from = offset;
    long size = length;
    Map.Entry<Long, Long> before = free.floorEntry(offset);
    if (before != null && before.getKey() + before.getValue() == offset) {
      free.remove(before.getKey());
      from = before.getKey();
      size += before.getValue();
    }
    Long after = free.remove(offset + length);
    free.put(from, size + (after == null ? 0 : after));
  }

  private void unlink() {
    try {
      Files.delete(path);
    } catch (IOException e) {
      path.toFile().deleteOnExit();
      log.atDebug().addKeyValue("file", path).log("cannot unlink the open image file");
    }
  }

  /** Its images cannot be read any more. */
  @Override
  public synchronized void close() {
    try {
      file.close();
      Files.deleteIfExists(path);
    } catch (IOException e) {
      log.atWarn().setCause(e).addKeyValue("file", path).log("cannot remove an image file");
    }
  }
}
