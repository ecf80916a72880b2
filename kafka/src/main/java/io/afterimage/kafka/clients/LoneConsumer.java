package io.afterimage.kafka.clients;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * Settings of a consumer that belongs to no group and sees what is committed. Kafka would name each
 * of them {@code consumer-null-N}; logs, quotas and metrics are to say what it is for.
 */
public final class LoneConsumer {

  /** Two clients of one name in one process would take each other's meters. */
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private LoneConsumer() {}

  /**
   * A copy with a client id such as {@code afterimage-images-3}; where the properties have a client
   * id, it comes in place of {@code afterimage}. Thread-safe.
   *
   * @param client properties of a Kafka client: where the brokers are, security
   * @param purpose what is read, in the words of a topic's name
   * @param offsetReset where to read without a position: {@code earliest}, {@code latest} or {@code
   *     none}
   */
  public static Map<String, Object> settings(
      Map<String, ?> client, String purpose, String offsetReset) {
    Map<String, Object> settings = ClientRole.CONSUMER.settings(client);
    settings.merge(
        ConsumerConfig.CLIENT_ID_CONFIG,
        name("afterimage", purpose),
        (own, named) -> name(own, purpose));
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, offsetReset);
    return settings;
  }

  private static String name(Object owner, String purpose) {
    return "%s-%s-%d".formatted(owner, purpose, NUMBER.incrementAndGet());
  }
}
