package io.afterimage.training.dataset;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * SHA-256 over one digest per image in the order of their ids; an image's is the SHA-256 of its id,
 * a zero byte, its label, a zero byte and the SHA-256 of its encoded bytes. Used by one thread.
 */
public final class Fingerprint {

  private final Map<String, byte[]> parts = new TreeMap<>();

  /** Adds an image. */
  public void add(String id, String label, byte[] sha256OfBytes) {
    MessageDigest digest = digest();
    digest.update((id + "\0" + label + "\0").getBytes(StandardCharsets.UTF_8));
    parts.put(id, digest.digest(sha256OfBytes));
  }

  /** Of all images so far, in lower-case hexadecimal. */
  public String hex() {
    MessageDigest digest = digest();
    parts.values().forEach(digest::update);
    return HexFormat.of().formatHex(digest.digest());
  }

  static byte[] sha256(byte[] bytes) {
    return digest().digest(bytes);
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is always available", e);
    }
  }
}
