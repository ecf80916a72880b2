package io.afterimage.cli.sizing;

/** The needs of an installation under a load; sizes are bytes unless their name says otherwise. */
public final class Sizing {

  private static final double MILLIS = 1000;
  private static final double KB = 1000;

  private final Load load;

  /** Under that load. */
  public Sizing(Load load) {
    this.load = load;
  }

  Load load() {
    return load;
  }

  double decodeMillis() {
    return Figures.DECODE_MS_PER_KB * load.imageBytes() / KB;
  }

  double millisPerImage() {
    return Figures.GRAPH_MS + decodeMillis() + Figures.CLIENT_MS;
  }

  /** Of all instances of the stream together. */
  double streamCores() {
    return load.rate() * millisPerImage() / MILLIS * Figures.HEADROOM;
  }

  int instances() {
    return load.instances()
        .orElseGet(() -> Math.max(1, (int) Math.ceil(streamCores() / Figures.CORES)));
  }

  /** Of each instance. */
  int cores() {
    return load.instances().isEmpty()
        ? Figures.CORES
        : Math.max(1, (int) Math.ceil(streamCores() / instances()));
  }

  /** Of each instance. */
  int memoryMib() {
    return Figures.HEAP_MIB
        + Figures.LIBRARIES_MIB
        + cores() * Figures.WORKER_MIB
        + Figures.DECODE_MIB;
  }

  int partitions() {
    return Figures.PARTITIONS * instances();
  }

  /** Taken to grow with the bytes of larger images than those that were measured. */
  double brokerMillis() {
    return Figures.BROKER_MS * Math.max(1, load.imageBytes() / Figures.BROKER_BYTES);
  }

  double brokerCores() {
    return load.rate() * brokerMillis() / MILLIS * Figures.HEADROOM;
  }

  /** Per second, once. */
  double imageTraffic() {
    return load.rate() * load.imageBytes();
  }

  int predictionBytes() {
    return Figures.PREDICTION_BYTES
        + Math.min(load.classes(), Figures.SCORES) * Figures.SCORE_BYTES;
  }

  /** On all brokers together, with all copies. */
  double imageDisk() {
    return imageTraffic() * load.retention().toSeconds() * load.replicas();
  }

  /** As {@link #imageDisk}, without the join's. */
  double predictionDisk() {
    return joinState() * load.replicas();
  }

  /** What the join keeps of all predictions, on the instances; its changelogs keep as much. */
  double joinState() {
    return load.rate() * predictionBytes() * load.retention().toSeconds();
  }

  double modelBytes() {
    return Figures.MODEL_BYTES + Figures.CLASS_BYTES * Math.max(0, load.classes() - 2);
  }

  double trainingSet() {
    return (double) Figures.EXAMPLES * Figures.EXAMPLE_BYTES;
  }
}
