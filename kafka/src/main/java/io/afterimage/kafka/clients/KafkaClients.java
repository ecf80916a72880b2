package io.afterimage.kafka.clients;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Opens Kafka clients that share their settings: where the brokers are, security, and whatever else
 * was given. Each client gets what its {@link ClientRole} knows. Consumers see committed records
 * only and never commit offsets by themselves. Immutable; the caller closes each client it opens.
 */
public final class KafkaClients {

  /** Two clients of one name in one process would take each other's meters. */
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private static final Map<String, Object> COMMITTED =
      Map.of(
          ConsumerConfig.ISOLATION_LEVEL_CONFIG,
          "read_committed",
          ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
          false);

  private final Map<String, Object> given;

  private KafkaClients(Map<String, ?> given) {
    this.given = Map.copyOf(given);
  }

  /**
   * Clients with these properties, whose names may begin with a role as {@link ClientRole} says.
   */
  public static KafkaClients of(Map<String, ?> given) {
    return new KafkaClients(given);
  }

  /** The same with one more property, in place of one of that name. */
  public KafkaClients with(String name, Object value) {
    Map<String, Object> all = new HashMap<>(given);
    all.put(name, value);
    return new KafkaClients(all);
  }

  /** The same with further properties, which those that were given replace. */
  public KafkaClients withDefaults(Map<String, ?> defaults) {
    Map<String, Object> all = new HashMap<>(defaults);
    all.putAll(given);
    return new KafkaClients(all);
  }

  /** The properties as they were given, for clients of any role. */
  public Map<String, Object> properties() {
    return given;
  }

  /** Where the brokers are, for messages. */
  public String bootstrapServers() {
    return String.valueOf(given.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG));
  }

  /** Asks about topics and groups. */
  public Admin admin() {
    return admin(Map.of());
  }

  /** Asks about topics and groups, with settings of its own. */
  public Admin admin(Map<String, ?> own) {
    return Admin.create(settings(ClientRole.ADMIN, own));
  }

  /**
   * A consumer without a group, for assigned partitions, that never creates a topic.
   *
   * @param purpose what is read, in the words of a topic's name, for the client id
   * @param own settings of its own
   */
  public KafkaConsumer<byte[], byte[]> reader(String purpose, Map<String, ?> own) {
    return reader(purpose, own, new ByteArrayDeserializer());
  }

  /** A {@link #reader(String, Map)} that reads keys and values in its own way. */
  public <T> KafkaConsumer<T, T> reader(
      String purpose, Map<String, ?> own, Deserializer<T> deserializer) {
    return new KafkaConsumer<>(readerSettings(purpose, own), deserializer, deserializer);
  }

  /**
   * The settings of a {@link #reader(String, Map)}. Its client id is such as {@code
   * afterimage-pictures-3}; a client id that was given comes in place of {@code afterimage}. Kafka
   * would name each of them {@code consumer-null-N}; logs, quotas and metrics are to say what it is
   * for.
   */
  public Map<String, Object> readerSettings(String purpose, Map<String, ?> own) {
    Map<String, Object> settings = settings(ClientRole.CONSUMER, COMMITTED);
    settings.put(
        CommonClientConfigs.CLIENT_ID_CONFIG,
        "%s-%s-%d"
            .formatted(
                settings.getOrDefault(CommonClientConfigs.CLIENT_ID_CONFIG, "afterimage"),
                purpose,
                NUMBER.incrementAndGet()));
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.putAll(own);
    return settings;
  }

  /**
   * A consumer for a group, which starts with the oldest record where the group has no offset.
   *
   * @param own settings of its own
   */
  public KafkaConsumer<byte[], byte[]> member(String group, Map<String, ?> own) {
    Map<String, Object> settings = settings(ClientRole.CONSUMER, COMMITTED);
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.putAll(own);
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * A producer whose records are on all replicas in sync, or have failed within the limit.
   *
   * @param own settings of its own
   */
  public KafkaProducer<byte[], byte[]> producer(Duration limit, Map<String, ?> own) {
    int millis = Math.toIntExact(limit.toMillis());
    Map<String, Object> settings = new HashMap<>();
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.max(1, millis / 3));
    settings.putAll(own);
    return producer(new ByteArraySerializer(), settings);
  }

  /** A producer with keys of a type, and settings of its own. */
  public <K> KafkaProducer<K, byte[]> producer(Serializer<K> keys, Map<String, ?> own) {
    return new KafkaProducer<>(settings(ClientRole.PRODUCER, own), keys, new ByteArraySerializer());
  }

  private Map<String, Object> settings(ClientRole role, Map<String, ?> own) {
    Map<String, Object> settings = role.settings(given);
    settings.putAll(own);
    return settings;
  }
}
