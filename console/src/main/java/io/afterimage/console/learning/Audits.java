package io.afterimage.console.learning;

import io.afterimage.schemas.events.LabelRequest;
import io.afterimage.training.validation.AuditedAccuracy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The random images of the latest {@link #WINDOW} whose labels were asked for. For one thread. */
final class Audits {

  /** As the trainer tells it. */
  static final Duration WINDOW = Duration.ofDays(7);

  private final Recent<String, LabelRequest> byId = new Recent<>(20_000);

  /**
   * What they tell.
   *
   * @param all empty while none has its label
   * @param byVersion of the versions that one has a label of, in the order of their first request
   */
  public record Figures(Optional<AuditedAccuracy> all, Map<String, AuditedAccuracy> byVersion) {}

  /** Takes a record of the topic, in its order. */
  void take(LabelRequest request) {
    if (request.probability().isPresent()) {
      byId.put(request.imageId(), withoutScores(request));
    }
  }

  Figures figures(Instant now) {
    List<LabelRequest> latest =
        byId.values().stream()
            .filter(audit -> audit.requestedAt().isAfter(now.minus(WINDOW)))
            .toList();
    Map<String, List<LabelRequest>> versions = new LinkedHashMap<>();
    latest.forEach(
        audit ->
            versions.computeIfAbsent(audit.modelVersion(), any -> new ArrayList<>()).add(audit));
    Map<String, AuditedAccuracy> byVersion = new LinkedHashMap<>();
    versions.forEach(
        (version, audits) ->
            AuditedAccuracy.of(audits).ifPresent(figures -> byVersion.put(version, figures)));
    return new Figures(AuditedAccuracy.of(latest), byVersion);
  }

  private static LabelRequest withoutScores(LabelRequest request) {
    return new LabelRequest(
        request.imageId(),
        request.picture(),
        request.sha256(),
        request.modelVersion(),
        request.predictedLabel(),
        request.confidence(),
        Map.of(),
        request.novelty(),
        request.why(),
        request.score(),
        request.probability(),
        request.requestedAt(),
        request.label(),
        request.labelledAt());
  }
}
