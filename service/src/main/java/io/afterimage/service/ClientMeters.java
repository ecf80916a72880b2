package io.afterimage.service;

import io.afterimage.kafka.clients.KafkaClients;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.metrics.JmxReporter;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;

/**
 * Makes meters of what Kafka's clients measure of themselves, named as Micrometer names those of
 * Kafka Streams. Kafka makes one of these for each client that is opened with the properties of
 * {@link #addedTo}; the meters go when their client is closed.
 */
public final class ClientMeters implements MetricsReporter {

  /** The property that carries the registry. */
  static final String CONFIG = "afterimage.client.meters";

  /** Facts about the client, not figures. */
  private static final String FACTS = "app-info";

  private static final String FETCHES = "consumer-fetch-manager-metrics";
  private static final String TOPIC = "topic";

  /**
   * Told by topic as well: all meters of a name have the same tags, and the finer ones are kept.
   */
  private static final Set<String> BY_TOPIC =
      Set.of(
          "bytes-consumed-rate",
          "bytes-consumed-total",
          "fetch-size-avg",
          "fetch-size-max",
          "records-consumed-rate",
          "records-consumed-total",
          "records-per-request-avg");

  private final Map<MetricName, Meter> meters = new ConcurrentHashMap<>();
  private MeterRegistry registry;
  private boolean closed;

  /** Clients that tell their figures to a registry as well. */
  public static KafkaClients addedTo(KafkaClients clients, MeterRegistry registry) {
    String reporters = CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG;
    return clients
        .with(
            reporters,
            clients.properties().getOrDefault(reporters, JmxReporter.class.getName())
                + ","
                + ClientMeters.class.getName())
        .with(CONFIG, registry);
  }

  @Override
  public void configure(Map<String, ?> configs) {
    if (configs.get(CONFIG) instanceof MeterRegistry configured) {
      registry = configured;
    } else {
      throw new ConfigException(CONFIG, configs.get(CONFIG), "must be a MeterRegistry");
    }
  }

  @Override
  public void init(List<KafkaMetric> metrics) {
    metrics.forEach(this::metricChange);
  }

  /** A client's thread may still add figures while the client is closed: they would stay. */
  @Override
  public synchronized void metricChange(KafkaMetric metric) {
    MetricName name = metric.metricName();
    boolean coarse =
        name.group().equals(FETCHES)
            && BY_TOPIC.contains(name.name())
            && !name.tags().containsKey(TOPIC);
    if (!closed && !coarse && !name.group().equals(FACTS)) {
      meters.computeIfAbsent(name, added -> register(metric));
    }
  }

  @Override
  public void metricRemoval(KafkaMetric metric) {
    Meter meter = meters.remove(metric.metricName());
    if (meter != null) {
      registry.remove(meter);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    meters.values().forEach(registry::remove);
    meters.clear();
  }

  private Meter register(KafkaMetric metric) {
    MetricName name = metric.metricName();
    String meter =
        ("kafka." + name.group() + "." + name.name()).replace("-metrics", "").replace('-', '.');
    List<Tag> tags =
        name.tags().entrySet().stream()
            .map(tag -> Tag.of(tag.getKey().replace('-', '.'), tag.getValue()))
            .toList();
    return meter.endsWith(".total")
        ? FunctionCounter.builder(meter, metric, ClientMeters::value)
            .description(name.description())
            .tags(tags)
            .register(registry)
        : Gauge.builder(meter, metric, ClientMeters::value)
            .description(name.description())
            .tags(tags)
            .register(registry);
  }

  private static double value(KafkaMetric metric) {
    return metric.metricValue() instanceof Number number ? number.doubleValue() : Double.NaN;
  }
}
