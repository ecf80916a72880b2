package io.afterimage.models;

/**
 * How large a model may be. Readers check the size before they allocate anything.
 *
 * @param maxBytes of {@code model.onnx}
 * @param heapBytes the heap that this process may grow to; a model may take a quarter of it, since
 *     reading and loading one holds up to four copies for a moment
 */
public record ModelLimits(long maxBytes, long heapBytes) {

  /** Half a gibibyte: {@code model.max.bytes}. */
  public static final long DEFAULT_MAX_BYTES = 512L << 20;

  /** Half a gibibyte, within this process's heap. */
  public static final ModelLimits DEFAULT = of(DEFAULT_MAX_BYTES);

  private static final int COPIES = 4;

  /** That many bytes, within this process's heap. */
  public static ModelLimits of(long maxBytes) {
    return new ModelLimits(maxBytes, Runtime.getRuntime().maxMemory());
  }

  /**
   * Refuses a size that is not allowed.
   *
   * @param bytes what a manifest or a file claims
   * @param what the model, as the message calls it
   * @throws CorruptArtifactException naming the limit and how it is raised
   */
  public void require(long bytes, String what) {
    if (bytes < 1 || bytes > maxBytes) {
      throw new CorruptArtifactException(
          "%s has %d bytes; allowed are 1 to %d (model.max.bytes)"
              .formatted(what, bytes, maxBytes));
    }
    if (bytes > heapBytes / COPIES) {
      throw new CorruptArtifactException(
          "%s has %d bytes; with a heap of %d bytes this process loads up to %d (-Xmx raises it)"
              .formatted(what, bytes, heapBytes, heapBytes / COPIES));
    }
  }
}
