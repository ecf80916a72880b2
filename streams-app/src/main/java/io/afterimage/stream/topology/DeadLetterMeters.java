package io.afterimage.stream.topology;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Dead letters by reason. Every reason is there from the start, so that the first dead letter is an
 * increase. Thread-safe.
 */
public final class DeadLetterMeters {

  private final Map<String, Counter> byReason;

  /** Registers a counter for each reason. */
  public DeadLetterMeters(MeterRegistry registry, Collection<String> reasons) {
    byReason =
        reasons.stream()
            .collect(Collectors.toMap(Function.identity(), reason -> counter(registry, reason)));
  }

  /** Counts one. */
  public void count(String reason) {
    byReason.get(reason).increment();
  }

  private static Counter counter(MeterRegistry registry, String reason) {
    return Counter.builder("afterimage.dead.letters")
        .description("Records refused, by reason: what is wrong with the input?")
        .tag("reason", reason)
        .register(registry);
  }
}
