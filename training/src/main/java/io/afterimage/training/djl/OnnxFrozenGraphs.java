package io.afterimage.training.djl;

import io.afterimage.models.inference.PictureGraph;
import io.afterimage.models.inference.PictureTensors;
import io.afterimage.models.inference.djl.OnnxRuntimeEngine;
import io.afterimage.training.FrozenGraphs;

/**
 * Frozen layers in ONNX Runtime.
 *
 * @param engine on the device that it was made for
 */
public record OnnxFrozenGraphs(OnnxRuntimeEngine engine) implements FrozenGraphs {

  @Override
  public PictureGraph features(byte[] onnx) {
    return engine.load(onnx);
  }

  @Override
  public PictureTensors prefix(byte[] onnx) {
    return engine.loadTensors(onnx);
  }
}
