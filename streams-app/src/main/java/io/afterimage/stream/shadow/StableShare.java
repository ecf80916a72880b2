package io.afterimage.stream.shadow;

import io.afterimage.schemas.events.ImagePointer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.apache.kafka.common.TopicPartition;

/**
 * Which images belong to a share of all: by a hash of their ids, so that every instance says the
 * same of an image, at any time.
 *
 * @param salt so that two shares of different salts are independent of each other
 * @param share 0 to 1
 */
record StableShare(String salt, double share) {

  /** A double has as many bits. */
  private static final int BITS = 53;

  /** Whether the image of this id is one of them. */
  boolean contains(byte[] id) {
    return share >= 1 || place(id) < share;
  }

  /** The key, or the image's pointer where it has none: as its id. */
  static byte[] id(byte[] key, TopicPartition partition, long offset) {
    return key != null && key.length > 0
        ? key
        : new ImagePointer(partition.topic(), partition.partition(), offset)
            .toString()
            .getBytes(StandardCharsets.UTF_8);
  }

  /** Uniform in [0, 1): the first 53 bits of the SHA-256 of salt, a zero byte and id. */
  private double place(byte[] id) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(salt.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      long bits = ByteBuffer.wrap(digest.digest(id)).getLong() >>> (Long.SIZE - BITS);
      return (double) bits / (1L << BITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
