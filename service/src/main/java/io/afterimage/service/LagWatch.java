package io.afterimage.service;

import io.afterimage.kafka.clients.KafkaClients;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every few seconds how far groups are behind, on a thread of its own ({@code lag-watch},
 * started by {@link #start}, ended by {@link #close}). The lag does not depend on whether the
 * groups' members run: that of a stopped group grows. While the brokers do not answer, the lag in
 * seconds keeps growing from the last reading.
 */
public final class LagWatch implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LagWatch.class);

  /** How often it looks. */
  public static final Duration EVERY = Duration.ofSeconds(5);

  private static final Duration STALE = EVERY.multipliedBy(3);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

  private final KafkaClients clients;
  private final List<Watched> watched;
  private final InstantSource clock;
  private final Map<Watched, Lag> latest = new ConcurrentHashMap<>();
  private final BackgroundThread thread =
      new BackgroundThread("lag-watch", CLOSE_LIMIT, this::run, LagWatch::ended);

  private LagWatch(KafkaClients clients, List<Watched> watched, InstantSource clock) {
    this.clients = clients;
    this.watched = List.copyOf(watched);
    this.clock = clock;
  }

  /** Starts to look. */
  public static LagWatch start(
      KafkaClients clients, List<Watched> watched, MeterRegistry registry, InstantSource clock) {
    LagWatch watch = new LagWatch(clients, watched, clock);
    watched.forEach(one -> watch.bind(one, registry));
    watch.thread.start();
    return watch;
  }

  /** What was seen last; {@link Lag#UNKNOWN} at first. */
  public Lag latest(Watched one) {
    return latest.getOrDefault(one, Lag.UNKNOWN);
  }

  /** Ends the thread. */
  @Override
  public void close() {
    thread.close();
  }

  private void bind(Watched one, MeterRegistry registry) {
    Tags tags = Tags.of("group", one.group(), "topic", one.topic());
    Gauge.builder("afterimage.consumer.lag.records", this, watch -> watch.records(one))
        .description("Records that the group has not done yet: how much is left?")
        .tags(tags)
        .register(registry);
    Gauge.builder("afterimage.consumer.lag", this, watch -> watch.seconds(one))
        .description("How long the oldest record that is not done has waited: how late is it?")
        .baseUnit("seconds")
        .tags(tags)
        .register(registry);
  }

  private double records(Watched one) {
    Lag lag = latest(one);
    return lag.equals(Lag.UNKNOWN) ? Double.NaN : lag.records();
  }

  double seconds(Watched one) {
    Lag lag = latest(one);
    if (lag.equals(Lag.UNKNOWN) || lag.oldest().isEmpty()) {
      return Double.NaN;
    }
    Duration oldest = lag.oldest().get();
    Duration age = Duration.between(lag.at(), clock.instant());
    boolean goesOn = lag.records() > 0 && age.compareTo(STALE) > 0;
    return (goesOn ? oldest.plus(age) : oldest).toMillis() / 1e3;
  }

  private void run() {
    boolean told = false;
    while (!thread.isStopping()) {
      try (LagReader reader = new LagReader(clients, clock)) {
        while (!thread.isStopping()) {
          for (Watched one : watched) {
            latest.put(one, reader.read(one, latest(one)));
          }
          told = false;
          thread.pause(EVERY);
        }
      } catch (InterruptException e) {
        return;
      } catch (RuntimeException e) {
        if (!told) {
          log.atWarn()
              .addKeyValue("watched", watched)
              .addKeyValue("fault", e.getMessage())
              .log("cannot read consumer lag, retrying");
          told = true;
        }
        thread.pause(EVERY);
      }
    }
  }

  private static void ended(Throwable fault) {
    log.atError().setCause(fault).log("the lag is no longer read");
  }
}
