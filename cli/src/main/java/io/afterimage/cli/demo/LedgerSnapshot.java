package io.afterimage.cli.demo;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The ledger at one moment.
 *
 * @param sent images and broken files
 * @param answered those with a prediction, or a dead letter where that is right
 * @param duplicated answers beyond the first
 * @param versions what each version answered, in the order of their first answers
 * @param deadLetters of broken files
 * @param p50Millis from the record's timestamp until a committed answer was seen, over all versions
 * @param p99Millis the same
 */
record LedgerSnapshot(
    long sent,
    long answered,
    long duplicated,
    Map<String, Version> versions,
    List<Ledger.DeadLetter> deadLetters,
    long p50Millis,
    long p99Millis) {

  /**
   * What one version answered.
   *
   * @param measured those predictions that the accuracy is taken over
   * @param accuracy in [0, 1]
   */
  record Version(
      long predictions, long measured, double accuracy, long p50Millis, long p99Millis) {}

  LedgerSnapshot {
    versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
    deadLetters = List.copyOf(deadLetters);
  }

  /** Sent and without an answer so far. */
  long unanswered() {
    return sent - answered;
  }

  /** Predictions of all versions. */
  long predictions() {
    return versions.values().stream().mapToLong(Version::predictions).sum();
  }

  /** Predictions of one version that its accuracy is taken over. */
  long measuredOf(String version) {
    return versions.containsKey(version) ? versions.get(version).measured() : 0;
  }
}
