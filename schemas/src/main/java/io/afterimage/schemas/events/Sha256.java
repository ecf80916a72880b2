package io.afterimage.schemas.events;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What tells one image from another in events, and one model file from another: the SHA-256 of the
 * bytes, in lower-case hexadecimal.
 *
 * <p>Faster digests exist (BLAKE3, XXH3), but anybody can check this one with {@code sha256sum},
 * every language has it, and nobody can make two images with the same.
 *
 * <p>Computed in native code where that can be loaded, and by the JDK elsewhere. The JDK uses the
 * processor's own instructions only in code of its optimizing compiler, which the launcher leaves
 * out (docs/performance.md): without it, a photo of 45 KB takes 0.56 ms instead of 0.03 ms, a
 * twentieth of all that is done for it. Thread-safe.
 */
public final class Sha256 {

  private static final String ALGORITHM = "SHA-256";

  /** Loaded with the first digest. Not registered with the JDK, which keeps its own for TLS. */
  private static final class Native {
    private static final boolean IS_LOADED =
        AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError() == null;
  }

  private Sha256() {}

  /** The digest of the bytes. */
  public static String of(byte[] bytes) {
    return HexFormat.of().formatHex(digest().digest(bytes));
  }

  /** For bytes that come piece by piece; {@link #hex} is the end of it. For one thread. */
  public static MessageDigest running() {
    return digest();
  }

  /** The digest of all bytes so far, as {@link #of} gives it; the running one starts over. */
  public static String hex(MessageDigest running) {
    return HexFormat.of().formatHex(running.digest());
  }

  /** Who computes it. */
  static String provider() {
    return digest().getProvider().getName();
  }

  private static MessageDigest digest() {
    try {
      return Native.IS_LOADED
          ? MessageDigest.getInstance(ALGORITHM, AmazonCorrettoCryptoProvider.INSTANCE)
          : MessageDigest.getInstance(ALGORITHM);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is always available", e);
    }
  }
}
