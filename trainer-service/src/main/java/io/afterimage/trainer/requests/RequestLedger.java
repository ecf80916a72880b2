package io.afterimage.trainer.requests;

import io.afterimage.schemas.events.LabelRequest;
import io.afterimage.training.validation.AuditedAccuracy;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The newest state of each request. For one thread. */
public final class RequestLedger {

  /** How far back accuracy is told. */
  public static final Duration WINDOW = Duration.ofDays(7);

  private final Map<String, LabelRequest> byId = new LinkedHashMap<>();

  /** Takes a record of the topic, in its order. */
  public void take(LabelRequest request) {
    byId.put(request.imageId(), request);
  }

  /** What was asked for an image, open or not. */
  public Optional<LabelRequest> find(String imageId) {
    return Optional.ofNullable(byId.get(imageId));
  }

  /** Everything, in the order of the first request of each image. */
  public Collection<LabelRequest> all() {
    return List.copyOf(byId.values());
  }

  /** Those without a label. */
  public List<LabelRequest> open() {
    return byId.values().stream().filter(LabelRequest::open).toList();
  }

  /** Those that were made after that moment. */
  public List<LabelRequest> madeAfter(Instant moment) {
    return byId.values().stream().filter(request -> request.requestedAt().isAfter(moment)).toList();
  }

  /** Forgets those that were made before that moment. */
  public void forgetBefore(Instant moment) {
    byId.values().removeIf(request -> request.requestedAt().isBefore(moment));
  }

  /** How often answers of the last {@link #WINDOW} were right, by the audits among them. */
  public Optional<AuditedAccuracy> accuracy(Instant now) {
    return AuditedAccuracy.of(madeAfter(now.minus(WINDOW)));
  }
}
