package io.afterimage.stream.faults;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * The largest record that a topic accepts: the limits of topic and producer, as far as known.
 * Thread-safe.
 */
public final class RecordLimits {

  /** Upper bound of what Kafka writes for a batch of one record beside its parts. */
  private static final int RECORD_OVERHEAD = 128;

  /** Upper bound of what Kafka writes for a header beside its name and its value. */
  private static final int HEADER_OVERHEAD = 10;

  private final ConcurrentMap<String, Integer> most;

  /** With the largest batch of each topic, in bytes. */
  public RecordLimits(Map<String, Integer> most) {
    this.most = new ConcurrentHashMap<>(most);
  }

  /** Whether a topic takes a record alone in its batch; yes where its limit is not known. */
  public boolean fits(String topic, byte[] key, byte[] value, Headers headers) {
    return bytes(key, value, headers) <= most.getOrDefault(topic, Integer.MAX_VALUE);
  }

  /** The largest batch that a topic takes, in bytes. */
  public int of(String topic) {
    return most.getOrDefault(topic, Integer.MAX_VALUE);
  }

  /** Learns how large the batches of a topic may be. */
  public void learn(String topic, int bytes) {
    most.put(topic, bytes);
  }

  /** Learns from a record that a topic did not take: its limit was lowered while we run. */
  void refused(String topic, byte[] key, byte[] value, Headers headers) {
    int bytes = Math.toIntExact(Math.min(Integer.MAX_VALUE, bytes(key, value, headers)));
    most.computeIfPresent(topic, (name, known) -> Math.min(known, bytes - 1));
  }

  private static long bytes(byte[] key, byte[] value, Headers headers) {
    long bytes = RECORD_OVERHEAD + length(key) + length(value);
    for (Header header : headers) {
      bytes += HEADER_OVERHEAD + length(header.key().getBytes(StandardCharsets.UTF_8));
      bytes += length(header.value());
    }
    return bytes;
  }

  private static long length(byte[] bytes) {
    return bytes == null ? 0 : bytes.length;
  }
}
