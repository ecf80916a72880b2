package io.afterimage.stream.config;

import io.afterimage.kafka.clients.ClientRole;
import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.stream.config.ProcessingConfig.Guarantee;
import io.afterimage.stream.faults.RecordFaultHandler;
import io.afterimage.stream.inflight.ImageInterceptor;
import io.afterimage.stream.inflight.InFlightTable;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** Kafka's own properties, made of ours. */
public final class StreamsProperties {

  /**
   * Records per poll and buffered per partition. The bytes in memory are bounded by {@link
   * #fetchBytes} and, where batches are compressed, by {@link
   * io.afterimage.stream.inflight.PolledBytes}.
   */
  private static final int RECORDS_PER_POLL = 128;

  /** Above the 32 MiB that the topics take, so that every dead letter can be passed on. */
  private static final int MAX_REQUEST_BYTES = 36 * 1024 * 1024;

  private static final int SESSION_TIMEOUT_MILLIS = 10_000;

  /**
   * The operating system sizes it. Kafka's 64 KiB are little more than one photo, and wake client
   * and broker for each.
   */
  private static final int RECEIVE_BUFFER = -1;

  /** Of what a broker sends at once, for each stream thread and broker. */
  private static final int PART_OF_POLLED_BYTES = 4;

  private StreamsProperties() {}

  /**
   * For the Kafka Streams client; what {@code kafka.*} options say goes last and wins.
   *
   * @param applicationId the group that the instance works in
   */
  public static Properties forStreams(
      StreamConfig config, String applicationId, InFlightTable inFlight) {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, config.kafka().bootstrapServers());
    properties.put(
        StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
        config.processing().guarantee() == Guarantee.EXACTLY_ONCE
            ? StreamsConfig.EXACTLY_ONCE_V2
            : StreamsConfig.AT_LEAST_ONCE);
    properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.processing().threads());
    properties.put(StreamsConfig.STATE_DIR_CONFIG, config.instance().stateDir().toString());
    properties.put(
        StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, config.processing().commitInterval().toMillis());
    properties.put(StreamsConfig.POLL_MS_CONFIG, config.processing().commitPause().toMillis());
    properties.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, RECORDS_PER_POLL);
    properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    properties.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG),
        ImageInterceptor.class.getName());
    properties.put(StreamsConfig.mainConsumerPrefix(InFlightTable.CONFIG), inFlight);
    properties.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), RECORDS_PER_POLL);
    properties.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG),
        SESSION_TIMEOUT_MILLIS);
    properties.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.RECEIVE_BUFFER_CONFIG), RECEIVE_BUFFER);
    properties.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.FETCH_MAX_BYTES_CONFIG),
        fetchBytes(inFlight.polledBytes().limit(), config.processing().threads()));
    properties.put(
        StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), MAX_REQUEST_BYTES);
    properties.put(
        StreamsConfig.producerPrefix(ProducerConfig.BUFFER_MEMORY_CONFIG), 2L * MAX_REQUEST_BYTES);
    properties.put(
        StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG, RecordFaultHandler.class);
    properties.put(
        StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, RecordFaultHandler.class);
    properties.put(
        StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, RecordFaultHandler.class);
    properties.putAll(ClientRole.streams(config.kafka().properties()));
    return properties;
  }

  /**
   * What a fetch may bring, a first batch that is larger aside: such that the fetches of all
   * threads from several brokers fit into the heap beside the images that were polled.
   *
   * @param polledBytes what polled images may take of the heap
   */
  static int fetchBytes(long polledBytes, int threads) {
    long share = polledBytes / PART_OF_POLLED_BYTES / threads;
    return (int)
        Math.max(
            ConsumerConfig.DEFAULT_MAX_PARTITION_FETCH_BYTES,
            Math.min(ConsumerConfig.DEFAULT_FETCH_MAX_BYTES, share));
  }

  /**
   * For the clients beside Kafka Streams, of any role: the model log, the store, the admin client.
   */
  public static KafkaClients forClients(StreamConfig config) {
    return config
        .kafka()
        .clients()
        .with(CommonClientConfigs.CLIENT_ID_CONFIG, config.instance().instanceId());
  }
}
