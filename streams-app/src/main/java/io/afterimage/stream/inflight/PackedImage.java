package io.afterimage.stream.inflight;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * The value of an image's record, deflated to take less of the heap until its turn comes. It begins
 * with bytes that are drawn for each process, so that no record can pass for one.
 */
public final class PackedImage {

  /** Smaller images are not worth it. */
  static final int LEAST_BYTES = 64 * 1024;

  private static final int MARK_BYTES = 16;
  private static final int HEADER_BYTES = MARK_BYTES + Integer.BYTES;
  private static final byte[] MARK = mark();

  private PackedImage() {}

  /** The value packed, or the value itself where that does not halve it, as with JPEG. */
  static byte[] pack(byte[] value) {
    if (value.length < LEAST_BYTES || deflated(value, LEAST_BYTES).length > LEAST_BYTES / 2) {
      return value;
    }
    byte[] body = deflated(value, value.length);
    if (HEADER_BYTES + body.length > value.length / 2) {
      return value;
    }
    byte[] packed = Arrays.copyOf(MARK, HEADER_BYTES + body.length);
    ByteBuffer.wrap(packed).position(MARK_BYTES).putInt(value.length).put(body);
    return packed;
  }

  /** Whether a value was packed; {@code null} was not. */
  static boolean isPacked(byte[] value) {
    return value != null
        && value.length >= HEADER_BYTES
        && Arrays.equals(value, 0, MARK_BYTES, MARK, 0, MARK_BYTES);
  }

  /** The value as it was polled, itself where it was not packed. */
  public static byte[] unpack(byte[] value) {
    if (!isPacked(value)) {
      return value;
    }
    int length = ByteBuffer.wrap(value).getInt(MARK_BYTES);
    byte[] plain = new byte[length];
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(value, HEADER_BYTES, value.length - HEADER_BYTES);
      int at = 0;
      while (at < length) {
        int read = inflater.inflate(plain, at, length - at);
        if (read == 0) {
          throw new IllegalStateException("a packed image ends after %d bytes".formatted(at));
        }
        at += read;
      }
      return plain;
    } catch (DataFormatException e) {
      throw new IllegalStateException("a packed image cannot be unpacked", e);
    } finally {
      inflater.end();
    }
  }

  /** The first bytes deflated, or half as many and one where it takes more. */
  private static byte[] deflated(byte[] value, int length) {
    Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    try {
      deflater.setInput(value, 0, length);
      deflater.finish();
      byte[] body = new byte[LEAST_BYTES];
      int at = 0;
      while (!deflater.finished() && at <= length / 2) {
        if (at == body.length) {
          body = Arrays.copyOf(body, Math.min(2 * body.length, length / 2 + 1));
        }
        at += deflater.deflate(body, at, body.length - at);
      }
      return Arrays.copyOf(body, at);
    } finally {
      deflater.end();
    }
  }

  private static byte[] mark() {
    byte[] mark = new byte[MARK_BYTES];
    new SecureRandom().nextBytes(mark);
    return mark;
  }
}
