package io.afterimage.trainer.requests;

import io.afterimage.schemas.events.LabelRequest;
import io.afterimage.schemas.events.Prediction;
import io.afterimage.trainer.requests.RandomDraw.Drawn;
import io.afterimage.training.validation.AuditedAccuracy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Decides which labels are asked for, and closes the requests whose labels come. Every so often a
 * round ends: some of the images that were answered since the last requests are asked for, a share
 * of them drawn at random. A round takes a part of what is left for the last 24 hours, so that
 * requests are spread over the day, or over the hours of a day that have images. Thread-safe.
 */
final class RequestRounds {

  /** A round takes as much of what is left for the day as if it were to last this long. */
  private static final Duration LASTS = Duration.ofHours(6);

  /** The first round of a term ends after a part of the usual time: somebody may be waiting. */
  private static final int FIRST_PART = 12;

  private static final Duration DAY = Duration.ofDays(1);

  private final RequestConfig config;
  private final Function<String, Optional<GivenLabel>> labels;
  private final InstantSource clock;
  private final RequestLedger ledger = new RequestLedger();
  private final RandomDraw audits;
  private final UnlabelledPool pool = new UnlabelledPool();
  private final List<LabelRequest> changed = new ArrayList<>();
  private Instant next;

  /**
   * Before the first image; the first round ends after a twelfth of {@code config.every()}.
   *
   * @param labels those that have come, by image id
   */
  RequestRounds(
      RequestConfig config, Function<String, Optional<GivenLabel>> labels, InstantSource clock) {
    this.config = config;
    this.labels = labels;
    this.clock = clock;
    this.audits = new RandomDraw(config.perDay());
    this.next = clock.instant().plus(config.every().dividedBy(FIRST_PART));
  }

  /** Takes a record of the topic, in its order. */
  synchronized void known(LabelRequest request) {
    ledger.take(request);
  }

  /** An image was answered. */
  synchronized void predicted(Prediction prediction) {
    audits.add(prediction);
    pool.add(prediction);
  }

  /** A label has come. */
  synchronized void labelled(String imageId, GivenLabel label) {
    ledger.find(imageId).ifPresent(request -> close(request, label));
  }

  /** An image's labels no longer hold. */
  synchronized void retracted(String imageId) {
    ledger
        .find(imageId)
        .filter(request -> !request.open())
        .ifPresent(request -> put(request.reopened()));
  }

  /** What is to be written now: requests that were made, closed or opened again. */
  synchronized List<LabelRequest> changes() {
    changed.forEach(ledger::take);
    Instant now = clock.instant();
    if (!now.isBefore(next)) {
      next = now.plus(config.every());
      ledger.forgetBefore(now.minus(RequestLedger.WINDOW));
      ledger.open().forEach(this::closeIfLabelled);
      endRound(now);
    }
    List<LabelRequest> changes = List.copyOf(changed);
    changed.clear();
    return changes;
  }

  /** These could not be written: they are to be written before all others. */
  synchronized void unwritten(List<LabelRequest> changes) {
    changed.addAll(0, changes);
  }

  /** Why the label of that very image was asked for, if it is known that it was. */
  synchronized Optional<String> why(String imageId, GivenLabel label) {
    return ledger.find(imageId).filter(label::answers).map(LabelRequest::why);
  }

  /** How many requests are open. */
  synchronized int open() {
    return ledger.open().size();
  }

  /** How often answers were right. */
  synchronized Optional<AuditedAccuracy> accuracy() {
    return ledger.accuracy(clock.instant());
  }

  private void endRound(Instant now) {
    List<LabelRequest> ofDay = ledger.madeAfter(now.minus(DAY));
    double part = Math.min(1, (double) config.every().toMillis() / LASTS.toMillis());
    int count = (int) Math.ceil(part * Math.max(0, config.perDay() - ofDay.size()));
    int random = part(config.auditShare(), LabelRequest.AUDIT, ofDay, count);
    if (random > 0) {
      audits.draw(random).forEach(drawn -> put(audit(drawn, now)));
    }
    int chosen = count - random;
    if (chosen > 0) {
      int unknown =
          part(RequestConfig.NEW_SHARE * (1 - config.auditShare()), LabelRequest.NEW, ofDay, count);
      pool.choose(chosen, Math.min(chosen, unknown), this::isKnown, now).forEach(this::put);
    }
    ledger.open().forEach(this::closeIfLabelled);
  }

  /** How many of a round's requests are to be of that reason for it to have its share of a day. */
  private static int part(double share, String why, List<LabelRequest> ofDay, int count) {
    long sofar = ofDay.stream().filter(request -> request.why().equals(why)).count();
    long wanted = Math.round(share * (ofDay.size() + count)) - sofar;
    return (int) Math.max(0, Math.min(count, wanted));
  }

  private static LabelRequest audit(Drawn drawn, Instant now) {
    Prediction prediction = drawn.prediction();
    return LabelRequest.of(
        prediction,
        LabelRequest.AUDIT,
        prediction.confidence(),
        Optional.of(drawn.probability()),
        now);
  }

  private boolean isKnown(String imageId) {
    return ledger.find(imageId).isPresent() || labels.apply(imageId).isPresent();
  }

  private void closeIfLabelled(LabelRequest request) {
    labels.apply(request.imageId()).ifPresent(label -> close(request, label));
  }

  /** Also where it has another label by now. */
  private void close(LabelRequest request, GivenLabel label) {
    if (label.answers(request) && !request.label().equals(Optional.of(label.label()))) {
      put(request.closed(label.label(), label.at()));
    }
  }

  private void put(LabelRequest request) {
    ledger.take(request);
    changed.add(request);
  }
}
