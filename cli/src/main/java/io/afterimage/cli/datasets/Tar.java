package io.afterimage.cli.datasets;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads a tar stream entry by entry (POSIX ustar): a header of 512 bytes, the content, zeros up to
 * the next multiple of 512. Nothing is written anywhere, so that an entry's name cannot lead
 * outside. For one thread.
 */
final class Tar {

  private static final int BLOCK = 512;
  private static final int NAME_BYTES = 100;
  private static final int SIZE_AT = 124;
  private static final int SIZE_DIGITS = 12;

  private final InputStream in;
  private final long maxBytes;
  private String name = "";
  private long size;
  private boolean unread;

  /** {@code maxBytes} limits each entry. */
  Tar(InputStream in, long maxBytes) {
    this.in = in;
    this.maxBytes = maxBytes;
  }

  /** Goes to the next entry; false at the end. */
  boolean next() throws IOException {
    if (unread) {
      in.skipNBytes(padded(size));
    }
    byte[] header = in.readNBytes(BLOCK);
    if (header.length == 0 || header[0] == 0) {
      return false;
    } else if (header.length < BLOCK) {
      throw new IOException("the tar archive ends in the middle of a header");
    }
    name = text(header, 0, NAME_BYTES);
    size = octal(text(header, SIZE_AT, SIZE_DIGITS));
    unread = true;
    return true;
  }

  String name() {
    return name;
  }

  /** The entry's bytes, once. */
  byte[] content() throws IOException {
    if (size > maxBytes) {
      throw new IOException(
          "the tar archive's entry %s has %d bytes, %d are allowed"
              .formatted(name, size, maxBytes));
    }
    byte[] bytes = in.readNBytes((int) size);
    if (bytes.length < size) {
      throw new IOException("the tar archive ends in the middle of " + name);
    }
    in.skipNBytes(padded(size) - size);
    unread = false;
    return bytes;
  }

  private static long padded(long bytes) {
    return (bytes + BLOCK - 1) / BLOCK * BLOCK;
  }

  private static String text(byte[] header, int from, int length) {
    int end = from;
    while (end < from + length && header[end] != 0) {
      end++;
    }
    return new String(header, from, end - from, StandardCharsets.US_ASCII).strip();
  }

  private static long octal(String digits) throws IOException {
    try {
      return Long.parseUnsignedLong(digits, 8);
    } catch (NumberFormatException e) {
      throw new IOException("not a tar archive: an entry's size is '%s'".formatted(digits), e);
    }
  }
}
