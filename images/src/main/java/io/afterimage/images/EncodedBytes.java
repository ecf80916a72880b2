package io.afterimage.images;

import java.nio.charset.StandardCharsets;

/**
 * A view of an encoded image with bounded reads. Offsets count from the start of the view and are
 * {@code long}, so that a length of 4 GiB found in a file can be added without overflow; a read
 * beyond the end refuses the image as truncated.
 *
 * @param array the bytes, not copied
 * @param from the first byte of the view in the array
 * @param length of the view in bytes
 */
record EncodedBytes(byte[] array, int from, int length) {

  static EncodedBytes of(byte[] array) {
    return new EncodedBytes(array, 0, array.length);
  }

  /** The part of {@code size} bytes from {@code at}. */
  EncodedBytes slice(long at, long size) throws RefusedImage {
    need(at + size);
    return new EncodedBytes(array, from + (int) at, (int) size);
  }

  /** Refuses the image as truncated unless the view has at least {@code size} bytes. */
  void need(long size) throws RefusedImage {
    if (size > length) {
      throw new RefusedImage(
          RefusalReason.TRUNCATED, "ends after " + length + " bytes of at least " + size);
    }
  }

  int u8(long at) throws RefusedImage {
    need(at + 1);
    return array[from + (int) at] & 0xff;
  }

  int u16be(long at) throws RefusedImage {
    return u8(at) << 8 | u8(at + 1);
  }

  int u16le(long at) throws RefusedImage {
    return u8(at) | u8(at + 1) << 8;
  }

  int u24le(long at) throws RefusedImage {
    return u16le(at) | u8(at + 2) << 16;
  }

  long u32be(long at) throws RefusedImage {
    return (long) u16be(at) << 16 | u16be(at + 2);
  }

  long u32le(long at) throws RefusedImage {
    return u16le(at) | (long) u16le(at + 2) << 16;
  }

  int s32le(long at) throws RefusedImage {
    return (int) u32le(at);
  }

  /** The four characters at {@code at}, as chunk types are written. */
  String tag(long at) throws RefusedImage {
    need(at + 4);
    return new String(array, from + (int) at, 4, StandardCharsets.ISO_8859_1);
  }

  /**
   * Whether {@code bytes} (one per character) stand at {@code at}; false where the view is shorter.
   */
  boolean has(int at, String bytes) {
    if (at + bytes.length() > length) {
      return false;
    }
    for (int i = 0; i < bytes.length(); i++) {
      if ((array[from + at + i] & 0xff) != bytes.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
