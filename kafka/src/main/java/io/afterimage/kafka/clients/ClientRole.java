package io.afterimage.kafka.clients;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * What a Kafka client is for. One map of properties serves all of them: {@code consumer.}, {@code
 * producer.}, {@code admin.} and {@code streams.} in front of a name say whose it is and win over
 * the plain name, which is for every client that knows it.
 */
public enum ClientRole {
  /** Reads. */
  CONSUMER("consumer."),
  /** Writes. */
  PRODUCER("producer."),
  /** Asks about topics and groups. */
  ADMIN("admin.");

  /** In front of what is for Kafka Streams alone. */
  public static final String STREAMS_PREFIX = "streams.";

  /** Kafka Streams' own, for one of its consumers, or for the topics that it creates. */
  private static final List<String> WITHIN_STREAMS =
      List.of("main.consumer.", "restore.consumer.", "global.consumer.", "topic.");

  /** Never anybody's to set for all clients: each is given its own, or none. */
  private static final Set<String> OF_ONE_CLIENT =
      Set.of(ConsumerConfig.GROUP_ID_CONFIG, ProducerConfig.TRANSACTIONAL_ID_CONFIG);

  private static final Set<String> KNOWN = known();

  private final String prefix;

  ClientRole(String prefix) {
    this.prefix = prefix;
  }

  /**
   * A copy with what is for a client of this role. A name that no client knows is for all, since
   * interceptors, reporters and callbacks read their own from there.
   *
   * @param given properties of Kafka clients of any role
   */
  public Map<String, Object> settings(Map<String, ?> given) {
    Map<String, Object> own = new HashMap<>();
    given.forEach(
        (name, value) -> {
          if (isPlain(name) && takes(name, value)) {
            own.put(name, value);
          }
        });
    given.forEach(
        (name, value) -> {
          if (name.startsWith(prefix)) {
            own.put(name.substring(prefix.length()), value);
          }
        });
    own.keySet().removeAll(OF_ONE_CLIENT);
    return own;
  }

  /**
   * A copy with what is for Kafka Streams, which passes on to its own clients what is theirs.
   *
   * @param given properties of Kafka clients of any role
   */
  public static Map<String, Object> streams(Map<String, ?> given) {
    Map<String, Object> own = new HashMap<>();
    given.forEach(
        (name, value) -> {
          boolean consumersAlone =
              name.equals(ConsumerConfig.GROUP_PROTOCOL_CONFIG) && is(value, "consumer");
          if (!name.startsWith(STREAMS_PREFIX) && !consumersAlone) {
            own.put(name, value);
          }
        });
    given.forEach(
        (name, value) -> {
          if (name.startsWith(STREAMS_PREFIX)) {
            own.put(name.substring(STREAMS_PREFIX.length()), value);
          }
        });
    return own;
  }

  /** A name without the role in front of it, if there is one. */
  static String plain(String name) {
    for (ClientRole role : values()) {
      if (name.startsWith(role.prefix)) {
        return name.substring(role.prefix.length());
      }
    }
    if (name.startsWith(STREAMS_PREFIX)) {
      return name.substring(STREAMS_PREFIX.length());
    }
    return WITHIN_STREAMS.stream()
        .filter(name::startsWith)
        .findFirst()
        .map(within -> name.substring(within.length()))
        .orElse(name);
  }

  private static boolean isPlain(String name) {
    return plain(name).equals(name);
  }

  /** {@code streams} is a protocol of Kafka Streams alone: a plain consumer refuses it. */
  private boolean takes(String name, Object value) {
    if (name.equals(ConsumerConfig.GROUP_PROTOCOL_CONFIG)) {
      return this == CONSUMER && !is(value, "streams");
    }
    return names().contains(name) || !KNOWN.contains(name);
  }

  private Set<String> names() {
    return switch (this) {
      case CONSUMER -> ConsumerConfig.configNames();
      case PRODUCER -> ProducerConfig.configNames();
      case ADMIN -> AdminClientConfig.configNames();
    };
  }

  private static boolean is(Object value, String word) {
    return value.toString().strip().toLowerCase(Locale.ROOT).equals(word);
  }

  private static Set<String> known() {
    Set<String> known = new HashSet<>();
    for (ClientRole role : values()) {
      known.addAll(role.names());
    }
    return Set.copyOf(known);
  }
}
