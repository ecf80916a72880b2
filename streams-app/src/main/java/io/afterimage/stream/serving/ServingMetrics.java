package io.afterimage.stream.serving;

import io.afterimage.registry.ModelRegistry;
import io.afterimage.registry.VersionHistory;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** What an instance measures of its model versions, under {@code afterimage_…} names. */
public final class ServingMetrics {

  private final MultiGauge active;
  private final MultiGauge activeSince;
  private final MultiGauge loading;
  private final MultiGauge expected;
  private final MultiGauge pinned;
  private final MultiGauge announced;
  private final MultiGauge heldOut;
  private final Timer swap;
  private final Timer warmUp;
  private final Counter rejected;
  private volatile ModelRegistry registry = ModelRegistry.empty();

  /** Registers the meters. */
  public ServingMetrics(MeterRegistry meters) {
    active = versions(meters, "afterimage.model.active", "1 for the version that serves");
    activeSince =
        times(
            meters, "afterimage.model.active.since", "When the version that serves was swapped in");
    loading =
        versions(meters, "afterimage.model.loading", "1 for the version that is being loaded");
    expected = versions(meters, "afterimage.model.expected", "1 for the version that should serve");
    pinned = versions(meters, "afterimage.model.pinned", "1 for the version that is pinned");
    announced =
        times(
            meters,
            "afterimage.model.announced",
            "When the version that should serve was announced");
    heldOut =
        versions(
            meters,
            "afterimage.model.held.out.accuracy",
            "Accuracy of the version that should serve, when it was published");
    swap =
        timer(meters, "afterimage.model.swap", "From starting to fetch a version to its serving");
    warmUp =
        timer(meters, "afterimage.model.warm.up", "Verifying, loading and warming up a version");
    rejected =
        Counter.builder("afterimage.model.rejected")
            .description("Versions that this instance could not load")
            .register(meters);
    Gauge.builder("afterimage.model.versions", this, metrics -> metrics.registry.history().size())
        .description("Versions that were announced")
        .register(meters);
    Gauge.builder("afterimage.model.store", this, ServingMetrics::storeBytes)
        .description("Bytes of all announced versions: how large does the model store get?")
        .baseUnit("bytes")
        .register(meters);
  }

  void follow(ModelRegistry current) {
    registry = current;
    show(expected, current.active(), version -> 1);
    show(pinned, current.pinned(), version -> 1);
    show(announced, current.active(), version -> seconds(version.at()));
    show(
        heldOut,
        current.active().filter(version -> version.validationAccuracy().isPresent()),
        version -> version.validationAccuracy().orElseThrow());
  }

  Timer warmUp() {
    return warmUp;
  }

  void loading(String version) {
    loading.register(List.of(row(version, 1)), true);
  }

  void swapped(String version, Duration took, Instant now) {
    loading.register(List.of(), true);
    swap.record(took);
    active.register(List.of(row(version, 1)), true);
    activeSince.register(List.of(row(version, seconds(now))), true);
  }

  void rejected() {
    loading.register(List.of(), true);
    rejected.increment();
  }

  private double storeBytes() {
    return registry.history().stream()
        .map(VersionHistory::announced)
        .mapToLong(Announced::bytes)
        .sum();
  }

  private static void show(
      MultiGauge gauge, Optional<Announced> version, ToDoubleFunction<Announced> value) {
    gauge.register(
        version
            .map(known -> List.<Row<?>>of(row(known.modelVersion(), value.applyAsDouble(known))))
            .orElse(List.of()),
        true);
  }

  private static Row<?> row(String version, double value) {
    return Row.of(Tags.of("version", version), value);
  }

  private static double seconds(Instant at) {
    return at.toEpochMilli() / 1000.0;
  }

  private static MultiGauge versions(MeterRegistry meters, String name, String description) {
    return MultiGauge.builder(name).description(description).register(meters);
  }

  private static MultiGauge times(MeterRegistry meters, String name, String description) {
    return MultiGauge.builder(name)
        .description(description + ", in seconds since 1970")
        .baseUnit("seconds")
        .register(meters);
  }

  private static Timer timer(MeterRegistry meters, String name, String description) {
    return Timer.builder(name).description(description).register(meters);
  }
}
