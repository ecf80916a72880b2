package io.afterimage.training.djl;

import io.afterimage.models.inference.ImageGraph;
import io.afterimage.models.inference.ImageTensors;
import io.afterimage.models.inference.djl.OnnxRuntimeEngine;
import io.afterimage.training.FrozenGraphs;

/**
 * Frozen layers in ONNX Runtime.
 *
 * @param engine on the device that it was made for
 */
public record OnnxFrozenGraphs(OnnxRuntimeEngine engine) implements FrozenGraphs {

  @Override
  public ImageGraph features(byte[] onnx) {
    return engine.load(onnx);
  }

  @Override
  public ImageTensors prefix(byte[] onnx) {
    return engine.loadTensors(onnx);
  }
}
