package io.afterimage.trainer.training.djl;

import io.afterimage.model.inference.PictureGraph;
import io.afterimage.model.inference.PictureTensors;
import io.afterimage.model.inference.djl.OnnxRuntimeEngine;
import io.afterimage.trainer.training.FrozenGraphs;

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
