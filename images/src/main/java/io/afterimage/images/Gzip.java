package io.afterimage.images;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** A gzip file (RFC 1952). */
final class Gzip implements Wrapper {

  private static final int BUFFER_BYTES = 8192;

  /** The signature with the one method of compression that there is. */
  static final String START = "\u001f\u008b\b";

  @Override
  public Optional<EncodedBytes> open(EncodedBytes outer, Reach reach) throws RefusedImage {
    if (!outer.has(0, START)) {
      return Optional.empty();
    }
    ByteArrayOutputStream inside = new ByteArrayOutputStream();
    try (InputStream in =
        new GZIPInputStream(
            new ByteArrayInputStream(outer.array(), outer.from(), outer.length()))) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        inside.write(buffer, 0, read);
        if (inside.size() > reach.mostBytes()) {
          return Optional.of(cut(inside, reach));
        }
      }
    } catch (IOException damaged) {
      if (reach.isWhole()) {
        throw new RefusedImage(
            damaged instanceof EOFException ? RefusalReason.TRUNCATED : RefusalReason.CORRUPT,
            "gzip: " + damaged.getMessage());
      }
    }
    return Optional.of(EncodedBytes.of(inside.toByteArray()));
  }

  private static EncodedBytes cut(ByteArrayOutputStream inside, Reach reach) throws RefusedImage {
    if (reach.isWhole()) {
      throw new RefusedImage(
          RefusalReason.TOO_MANY_BYTES,
          "gzip: more than " + reach.mostBytes() + " bytes inside, which is the limit");
    }
    return EncodedBytes.of(inside.toByteArray());
  }
}
