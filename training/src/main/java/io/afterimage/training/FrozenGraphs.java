package io.afterimage.training;

import io.afterimage.models.inference.ImageGraph;
import io.afterimage.models.inference.ImageTensors;

/** An engine that runs the frozen layers, given as ONNX graphs. Thread-safe. */
public interface FrozenGraphs {

  /** Loads a graph that puts out one vector per image. */
  ImageGraph features(byte[] onnx);

  /** Loads a graph that puts out the tensors that cross a cut. */
  ImageTensors prefix(byte[] onnx);
}
