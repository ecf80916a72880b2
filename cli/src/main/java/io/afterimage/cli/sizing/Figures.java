package io.afterimage.cli.sizing;

/** Measured on two AVX-512 cores with MobileNetV2 at 160x160; each names its place in docs. */
final class Figures {

  /** Processor time of an image but for decoding and Kafka. Throughput: 3.3 ms less 1.0 ms. */
  static final double GRAPH_MS = 2.3;

  /** Of checking, decoding and scaling. The parts separately: 0.964 ms for 44 KB. */
  static final double DECODE_MS_PER_KB = 0.022;

  /** Of Kafka Streams and its clients, with the feedback join. Throughput. */
  static final double CLIENT_MS = 0.14;

  /** Of the broker, for an image of 45 KB and one copy. Throughput. */
  static final double BROKER_MS = 0.14;

  static final double BROKER_BYTES = 45_000;

  /** A third of the cores is kept free. Scaling. */
  static final double HEADROOM = 1.5;

  /** Of an instance. Scaling: the one that was measured. */
  static final int CORES = 2;

  /**
   * In MiB. Operations, memory: heap of the launcher, libraries, each worker, least for decoding.
   */
  static final int HEAP_MIB = 1024;

  static final int LIBRARIES_MIB = 320;
  static final int WORKER_MIB = 64;
  static final int DECODE_MIB = 64;

  /** In MiB. Performance, training: 2,000 photos, with 800 held out. */
  static final int TRAINING_MIB = 2130;

  /** Bytes of a prediction without its scores, of each score, and how many it has at most. */
  static final int PREDICTION_BYTES = 344;

  static final int SCORE_BYTES = 30;
  static final int SCORES = 10;

  /** Bytes of a version of two classes. Scaling. */
  static final double MODEL_BYTES = 8.85e6;

  /** What a class adds: a row of weights and a mean, each 1,280 numbers of 4 bytes. */
  static final double CLASS_BYTES = 2 * 1280 * 4;

  /** Bytes of an example in the training set. Limits and upgrading: 250 MB for 5,000. */
  static final int EXAMPLE_BYTES = 50_000;

  static final int EXAMPLES = 5000;

  /** For each instance: so many that the busiest has little more than the mean. Scaling. */
  static final int PARTITIONS = 6;

  private Figures() {}
}
