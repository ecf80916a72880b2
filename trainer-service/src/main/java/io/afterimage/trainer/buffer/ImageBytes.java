package io.afterimage.trainer.buffer;

import io.afterimage.schemas.events.Sha256;

/**
 * An encoded image, wherever its bytes are kept. Never changes; thread-safe.
 *
 * @see ImageSpool
 */
public interface ImageBytes {

  /** How many bytes there are. */
  int length();

  /**
   * All of them. The caller must not change them.
   *
   * @throws java.io.UncheckedIOException when they cannot be read
   */
  byte[] read();

  /** SHA-256 of the bytes, in lower-case hexadecimal. */
  default String sha256() {
    return Sha256.of(read());
  }

  /** In memory. */
  static ImageBytes of(byte[] bytes) {
    return new InMemory(bytes);
  }

  /** An array that nobody changes. */
  record InMemory(byte[] bytes) implements ImageBytes {

    @Override
    public int length() {
      return bytes.length;
    }

    @Override
    public byte[] read() {
      return bytes;
    }
  }
}
