package io.afterimage.trainer.refresh;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Features by the digest of the image that they are of, in one file: a record is the image's
 * SHA-256, the features as big-endian floats, and a CRC-32C of both. What does not check out is
 * forgotten, so that it is computed again. For one thread.
 */
final class FeatureFile implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(FeatureFile.class);
  private static final int DIGEST = 32;

  private final Path path;
  private final int width;
  private final Map<String, Long> places = new HashMap<>();
  private final ByteBuffer record;
  private RandomAccessFile file;
  private long end;

  /**
   * Opens or makes it.
   *
   * @param width features of an image
   * @throws UncheckedIOException when it cannot be made or read
   */
  FeatureFile(Path path, int width) {
    this.path = path;
    this.width = width;
    this.record = ByteBuffer.allocate(DIGEST + width * Float.BYTES + Integer.BYTES);
    try {
      Files.createDirectories(path.getParent());
      file = new RandomAccessFile(path.toFile(), "rw");
      index();
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /** Whether it has the features of an image. */
  boolean has(String digest) {
    return places.containsKey(digest);
  }

  /**
   * The features of an image.
   *
   * @param digest SHA-256 of its bytes, in lower-case hexadecimal
   */
  Optional<float[]> find(String digest) {
    Long place = places.get(digest);
    if (place == null) {
      return Optional.empty();
    }
    try {
      read(place);
    } catch (IOException e) {
      throw unusable(e);
    }
    float[] features = new float[width];
    record.position(DIGEST).slice().asFloatBuffer().get(features);
    return Optional.of(features);
  }

  /** Adds the features of an image. */
  void put(String digest, float[] features) {
    record.clear().put(HexFormat.of().parseHex(digest));
    record.slice().asFloatBuffer().put(features);
    record.putInt(record.capacity() - Integer.BYTES, checksum());
    try {
      file.seek(end);
      file.write(record.array());
    } catch (IOException e) {
      throw unusable(e);
    }
    places.put(digest, end);
    end += record.capacity();
  }

  /** Forgets all others, once they are most of the file. */
  void retain(Collection<String> digests) {
    long kept = digests.stream().filter(places::containsKey).count();
    if (places.size() <= 2 * kept + 1000) {
      return;
    }
    Path part = path.resolveSibling(path.getFileName() + ".part");
    try {
      Files.deleteIfExists(part);
      try (FeatureFile smaller = new FeatureFile(part, width)) {
        digests.forEach(digest -> find(digest).ifPresent(row -> smaller.put(digest, row)));
      }
      file.close();
      Files.move(part, path, StandardCopyOption.ATOMIC_MOVE);
      file = new RandomAccessFile(path.toFile(), "rw");
      index();
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private void index() throws IOException {
    places.clear();
    long records = file.length() / record.capacity();
    for (long i = 0; i < records; i++) {
      long place = i * record.capacity();
      read(place);
      if (record.getInt(record.capacity() - Integer.BYTES) == checksum()) {
        places.put(HexFormat.of().formatHex(record.array(), 0, DIGEST), place);
      }
    }
    end = records * record.capacity();
    if (places.size() < records) {
      log.atWarn()
          .addKeyValue("file", path)
          .addKeyValue("damaged", records - places.size())
          .log("skipped damaged features, they are computed again");
    }
  }

  private void read(long place) throws IOException {
    file.seek(place);
    file.readFully(record.array());
    record.clear();
  }

  private int checksum() {
    CRC32C checksum = new CRC32C();
    checksum.update(record.array(), 0, record.capacity() - Integer.BYTES);
    return (int) checksum.getValue();
  }

  private UncheckedIOException unusable(IOException e) {
    return new UncheckedIOException("cannot keep features in %s: %s".formatted(path, e), e);
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      log.atWarn().setCause(e).addKeyValue("file", path).log("cannot close a file of features");
    }
  }
}
