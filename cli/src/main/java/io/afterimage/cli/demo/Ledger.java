package io.afterimage.cli.demo;

import io.afterimage.schemas.events.Prediction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps what was sent against what came back. Ids that were never sent do not count: others may use
 * the same topics. Thread-safe.
 */
final class Ledger {

  /** A dead letter of an image that was sent. */
  record DeadLetter(String id, String reason, String detail) {}

  private final boolean verified;
  private final Map<String, Entry> entries = new HashMap<>();
  private final Map<String, VersionTally> versions = new LinkedHashMap<>();
  private final List<DeadLetter> deadLetters = new ArrayList<>();
  private long answered;
  private long duplicated;

  /**
   * Before anything is sent.
   *
   * @param verified whether what is sent as an image is known to be one: only then is a dead letter
   *     no answer to it
   */
  Ledger(boolean verified) {
    this.verified = verified;
  }

  private static final class Entry {
    private final Optional<String> truth;
    private final boolean measured;
    private boolean answered;

    Entry(Optional<String> truth, boolean measured) {
      this.truth = truth;
      this.measured = measured;
    }
  }

  /**
   * Before an image is sent.
   *
   * @param truth what it shows; empty: it is broken and must become a dead letter
   * @param measured whether it counts for the accuracy: only what nobody labels does
   */
  synchronized void sending(String id, Optional<String> truth, boolean measured) {
    entries.put(id, new Entry(truth, measured));
  }

  /** A committed prediction was seen. */
  synchronized void predicted(Prediction prediction, Instant seenAt) {
    Entry entry = entries.get(prediction.imageId());
    if (entry == null || !answer(entry, entry.truth.isPresent())) {
      return;
    }
    versions
        .computeIfAbsent(prediction.modelVersion(), version -> new VersionTally())
        .add(
            entry.measured,
            entry.truth.equals(Optional.of(prediction.answer())),
            Math.max(0, seenAt.toEpochMilli() - prediction.receivedAt().toEpochMilli()));
  }

  /** A committed dead letter was seen. */
  synchronized void refused(DeadLetter letter) {
    Entry entry = entries.get(letter.id());
    if (entry != null && answer(entry, entry.truth.isEmpty() || !verified)) {
      deadLetters.add(letter);
    }
  }

  /** How things stand. */
  synchronized LedgerSnapshot snapshot() {
    Latencies all = new Latencies();
    Map<String, LedgerSnapshot.Version> byVersion = new LinkedHashMap<>();
    versions.forEach(
        (name, tally) -> {
          all.addAll(tally.latencies());
          byVersion.put(
              name,
              new LedgerSnapshot.Version(
                  tally.predictions(),
                  tally.measured(),
                  tally.accuracy(),
                  tally.latencies().percentile(0.5),
                  tally.latencies().percentile(0.99)));
        });
    return new LedgerSnapshot(
        entries.size(),
        answered,
        duplicated,
        byVersion,
        deadLetters,
        all.percentile(0.5),
        all.percentile(0.99));
  }

  /** An answer of the wrong kind leaves its image unanswered. */
  private boolean answer(Entry entry, boolean rightKind) {
    if (!rightKind) {
      return false;
    }
    if (entry.answered) {
      duplicated++;
      return false;
    }
    entry.answered = true;
    answered++;
    return true;
  }
}
