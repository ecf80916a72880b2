package io.afterimage.models.classifier;

/**
 * When an image was where on its way to its answer, by {@link System#nanoTime}. An image that was
 * refused has no inference: both of its ends are zero.
 *
 * @param submitted when it began to wait for a worker
 * @param taken when a worker took its batch
 * @param decoding when its decoding began
 * @param decoded when its decoding ended
 * @param inferring when the model's run over the batch began
 * @param inferred when it ended
 * @param images how many the batch had
 */
public record Stages(
    long submitted,
    long taken,
    long decoding,
    long decoded,
    long inferring,
    long inferred,
    int images) {

  /** Of an image alone. */
  public Stages(
      long submitted, long taken, long decoding, long decoded, long inferring, long inferred) {
    this(submitted, taken, decoding, decoded, inferring, inferred, 1);
  }

  /** What the model's run took, per image of the batch. */
  public double inferenceMillis() {
    return (inferred - inferring) / 1e6 / images;
  }

  Stages infer(long from, long to, int batch) {
    return new Stages(submitted, taken, decoding, decoded, from, to, batch);
  }
}
