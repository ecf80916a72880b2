package io.afterimage.service;

import io.afterimage.schemas.release.Release;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Set;

/**
 * A service's registry with the meters of its process: the virtual machine, processors, file
 * descriptors, resident memory, and which build it is.
 */
public final class ServiceMeters implements AutoCloseable {

  /** Kafka's clients tell the same figures by topic, by node and in sum; a topic has no end. */
  private static final Set<String> PER_PARTITION = Set.of("partition");

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();

  private ServiceMeters() {}

  /** Meters that are kept. */
  public static ServiceMeters on() {
    ServiceMeters meters = new ServiceMeters();
    PrometheusMeterRegistry registry = meters.registry;
    registry.config().meterFilter(kafkaByPartition());
    meters.collections.bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    new ResidentMemory().bindTo(registry);
    new BuildInfo(Release.current()).bindTo(registry);
    return meters;
  }

  /** Every meter does nothing: what is measured costs nothing, and nothing is exposed. */
  public static ServiceMeters off() {
    ServiceMeters meters = new ServiceMeters();
    meters.registry.config().meterFilter(MeterFilter.deny());
    return meters;
  }

  /** Where meters are registered. */
  public PrometheusMeterRegistry registry() {
    return registry;
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }

  private static MeterFilter kafkaByPartition() {
    return new MeterFilter() {
      @Override
      public MeterFilterReply accept(Meter.Id id) {
        boolean detailed =
            id.getName().startsWith("kafka.")
                && id.getTags().stream().map(Tag::getKey).anyMatch(PER_PARTITION::contains);
        return detailed ? MeterFilterReply.DENY : MeterFilterReply.NEUTRAL;
      }
    };
  }
}
