package io.afterimage.training.djl;

import ai.onnxruntime.OrtEnvironment;
import io.afterimage.models.inference.djl.Engines;
import io.afterimage.training.head.FeatureMatrix;
import io.afterimage.training.head.SoftmaxEngine;
import io.afterimage.training.head.SoftmaxPasses;

/** Linear classifiers in ONNX Runtime, on the processor. */
public final class OnnxSoftmaxEngine implements SoftmaxEngine {

  @Override
  public SoftmaxPasses open(
      FeatureMatrix features, int[] labels, int classes, float[][] shares, float[][] offsets) {
    // DJL makes the process's environment; one made earlier would break it.
    Engines.get(Engines.ONNX_RUNTIME);
    return new OnnxSoftmaxPasses(
        OrtEnvironment.getEnvironment(), features, labels, classes, shares, offsets);
  }
}
