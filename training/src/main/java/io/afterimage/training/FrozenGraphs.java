package io.afterimage.training;

import io.afterimage.models.inference.PictureGraph;
import io.afterimage.models.inference.PictureTensors;

/** An engine that runs the frozen layers, given as ONNX graphs. Thread-safe. */
public interface FrozenGraphs {

  /** Loads a graph that puts out one vector per picture. */
  PictureGraph features(byte[] onnx);

  /** Loads a graph that puts out the tensors that cross a cut. */
  PictureTensors prefix(byte[] onnx);
}
