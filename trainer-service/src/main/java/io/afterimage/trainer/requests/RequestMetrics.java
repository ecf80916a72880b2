package io.afterimage.trainer.requests;

import io.afterimage.schemas.events.LabelRequest;
import io.afterimage.training.validation.AuditedAccuracy;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What is asked for and answered ({@code afterimage_requests_…}), and what the answers to random
 * requests say ({@code afterimage_audit_…}). Not a number where this replica does not act.
 * Thread-safe.
 */
public final class RequestMetrics {

  private final Map<String, Counter> made = new LinkedHashMap<>();
  private final Counter closed;
  private volatile Optional<RequestRounds> rounds = Optional.empty();

  /** Registers the meters. */
  public RequestMetrics(MeterRegistry registry) {
    for (String why : List.of(LabelRequest.UNCERTAIN, LabelRequest.NEW, LabelRequest.AUDIT)) {
      made.put(
          why,
          Counter.builder("afterimage.requests.made")
              .description("Labels asked for: what is the budget spent on?")
              .tag("why", why)
              .register(registry));
    }
    closed =
        Counter.builder("afterimage.requests.closed")
            .description("Requests whose label has come: does anybody answer?")
            .register(registry);
    Gauge.builder("afterimage.requests.open", () -> figure(RequestRounds::open))
        .description("Requests without a label: do they pile up?")
        .register(registry);
    accuracy(registry, "estimate", AuditedAccuracy::accuracy);
    accuracy(registry, "low", audited -> audited.interval().low());
    accuracy(registry, "high", audited -> audited.interval().high());
    Gauge.builder("afterimage.audit.pictures", () -> audited(AuditedAccuracy::labelled))
        .description("Labelled random images that the accuracy is told by")
        .register(registry);
  }

  void show(RequestRounds shown) {
    rounds = Optional.of(shown);
  }

  void hide() {
    rounds = Optional.empty();
  }

  void wrote(LabelRequest request) {
    if (!request.open()) {
      closed.increment();
    } else if (made.containsKey(request.why())) {
      made.get(request.why()).increment();
    }
  }

  private void accuracy(
      MeterRegistry registry, String of, ToDoubleFunction<AuditedAccuracy> figure) {
    Gauge.builder("afterimage.audit.accuracy", () -> audited(figure))
        .description("Share of right answers in 7 days, by random images: how good is it really?")
        .tag("of", of)
        .register(registry);
  }

  private double audited(ToDoubleFunction<AuditedAccuracy> figure) {
    return figure(shown -> shown.accuracy().map(figure::applyAsDouble).orElse(Double.NaN));
  }

  private double figure(ToDoubleFunction<RequestRounds> figure) {
    return rounds.map(figure::applyAsDouble).orElse(Double.NaN);
  }
}
