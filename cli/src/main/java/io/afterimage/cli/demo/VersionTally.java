package io.afterimage.cli.demo;

/** What one version has answered. One thread at a time. */
final class VersionTally {

  private final Latencies latencies = new Latencies();
  private long predictions;
  private long measured;
  private long correct;

  void add(boolean counts, boolean right, long millis) {
    predictions++;
    measured += counts ? 1 : 0;
    correct += counts && right ? 1 : 0;
    latencies.add(millis);
  }

  long predictions() {
    return predictions;
  }

  /** Predictions that the accuracy is taken over. */
  long measured() {
    return measured;
  }

  Latencies latencies() {
    return latencies;
  }

  /** The share that is right, in [0, 1]; 0 without any. */
  double accuracy() {
    return measured == 0 ? 0 : (double) correct / measured;
  }
}
