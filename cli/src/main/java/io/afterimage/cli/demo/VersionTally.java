package io.afterimage.cli.demo;

/** What one version has answered. One thread at a time. */
final class VersionTally {

  private final Latencies latencies = new Latencies();
  private long predictions;
  private long correct;

  void add(boolean right, long millis) {
    predictions++;
    correct += right ? 1 : 0;
    latencies.add(millis);
  }

  long predictions() {
    return predictions;
  }

  Latencies latencies() {
    return latencies;
  }

  /** The share that is right, in [0, 1]; 0 without any. */
  double accuracy() {
    return predictions == 0 ? 0 : (double) correct / predictions;
  }
}
