package io.afterimage.models.inference;

/** An engine that loads ONNX graphs. Thread-safe. */
public interface InferenceEngine {

  /** The name that configuration uses: {@code onnxruntime}, {@code mxnet}. */
  String name();

  /**
   * Loads a graph with one input {@code image}, uint8 RGB (n, height, width, 3), and one float
   * output (n, k). A second one may be {@code novelty}, (n).
   *
   * @throws io.afterimage.models.CorruptArtifactException when the bytes are no graph of that form
   */
  ImageGraph load(byte[] onnx);
}
