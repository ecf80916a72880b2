package io.afterimage.training.djl;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.afterimage.training.head.FeatureMatrix;
import io.afterimage.training.head.SoftmaxPasses;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Passes over the blocks of a matrix of features, by the graph of {@link SoftmaxGradients}. */
final class OnnxSoftmaxPasses implements SoftmaxPasses {

  private final OrtEnvironment environment;
  private final OrtSession session;
  private final FeatureMatrix features;
  private final int heads;
  private final int outputs;
  private final float[][] offsets;
  private final NativeFloats weight;
  private final NativeFloats bias;
  private final NativeFloats weightGradient;
  private final NativeFloats biasGradient;
  private final float[] blockGradient;
  private final float[] blockBiasGradient;
  private final List<Map<String, OnnxTensor>> blocks = new ArrayList<>();

  OnnxSoftmaxPasses(
      OrtEnvironment environment,
      FeatureMatrix features,
      int[] labels,
      int classes,
      float[][] shares,
      float[][] offsets) {
    this.environment = environment;
    this.features = features;
    this.offsets = offsets;
    heads = shares.length;
    outputs = heads * classes;
    int columns = features.columns();
    session = OrtSessions.open(environment, SoftmaxGradients.write(columns, heads, classes));
    weight = NativeFloats.of(environment, outputs * columns, outputs, columns);
    bias = NativeFloats.of(environment, outputs, 1, outputs);
    weightGradient = NativeFloats.of(environment, outputs * columns, outputs, columns);
    biasGradient = NativeFloats.of(environment, outputs, outputs);
    blockGradient = new float[outputs * columns];
    blockBiasGradient = new float[outputs];
    for (int block = 0; block < features.blocks(); block++) {
      blocks.add(inputs(block, labels, shares));
    }
  }

  private Map<String, OnnxTensor> inputs(int block, int[] labels, float[][] shares) {
    int rows = features.rowsOf(block);
    int first = block * FeatureMatrix.BLOCK_ROWS;
    FloatBuffer truth = NativeFloats.direct(rows);
    FloatBuffer counts = NativeFloats.direct(rows * heads);
    for (int row = first; row < first + rows; row++) {
      truth.put(labels[row]);
      for (float[] ofHead : shares) {
        counts.put(ofHead[row]);
      }
    }
    Map<String, OnnxTensor> inputs = new HashMap<>();
    inputs.put(SoftmaxGradients.WEIGHT, weight.tensor());
    inputs.put(SoftmaxGradients.BIAS, bias.tensor());
    inputs.put(SoftmaxGradients.FEATURES, tensor(features.block(block), rows, features.columns()));
    inputs.put(SoftmaxGradients.LABELS, tensor(truth.flip(), rows, 1, 1));
    inputs.put(SoftmaxGradients.SHARES, tensor(counts.flip(), rows, heads, 1));
    return inputs;
  }

  @Override
  public void run(
      float[] weights,
      float[] biases,
      float[] losses,
      double[] weightsGradient,
      double[] biasesGradient) {
    write(weights, biases);
    Map<String, OnnxTensor> pinned =
        Map.of(
            SoftmaxGradients.WEIGHT_GRADIENT, weightGradient.tensor(),
            SoftmaxGradients.BIAS_GRADIENT, biasGradient.tensor());
    for (int block = 0; block < blocks.size(); block++) {
      int at = block * FeatureMatrix.BLOCK_ROWS * heads;
      run(block, SoftmaxGradients.LOSSES, pinned).get(losses, at, features.rowsOf(block) * heads);
      weightGradient.read(blockGradient);
      biasGradient.read(blockBiasGradient);
      add(blockGradient, weightsGradient);
      add(blockBiasGradient, biasesGradient);
    }
  }

  @Override
  public void logits(float[] weights, float[] biases, Receiver receiver) {
    write(weights, biases);
    float[] row = new float[outputs];
    for (int block = 0; block < blocks.size(); block++) {
      FloatBuffer values = run(block, SoftmaxGradients.LOGITS, Map.of());
      for (int i = 0; i < features.rowsOf(block); i++) {
        values.get(row);
        receiver.accept(block * FeatureMatrix.BLOCK_ROWS + i, row);
      }
    }
  }

  private void write(float[] weights, float[] biases) {
    weight.write(weights);
    float[] shifted = biases.clone();
    int classes = outputs / heads;
    for (int output = 0; output < outputs; output++) {
      shifted[output] += offsets[output / classes][output % classes];
    }
    bias.write(shifted);
  }

  /** A copy of the output that is asked for. */
  private FloatBuffer run(int block, String output, Map<String, OnnxTensor> pinned) {
    try (OrtSession.Result result = session.run(blocks.get(block), Set.of(output), pinned)) {
      return ((OnnxTensor) result.get(output).orElseThrow()).getFloatBuffer();
    } catch (OrtException e) {
      throw new IllegalStateException("the graph of the head's loss failed", e);
    }
  }

  private static void add(float[] values, double[] sums) {
    for (int i = 0; i < values.length; i++) {
      sums[i] += values[i];
    }
  }

  private OnnxTensor tensor(FloatBuffer values, long... shape) {
    try {
      return OnnxTensor.createTensor(environment, values, shape);
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime cannot take a tensor", e);
    }
  }

  @Override
  public void close() {
    for (Map<String, OnnxTensor> inputs : blocks) {
      inputs.get(SoftmaxGradients.FEATURES).close();
      inputs.get(SoftmaxGradients.LABELS).close();
      inputs.get(SoftmaxGradients.SHARES).close();
    }
    weight.close();
    bias.close();
    weightGradient.close();
    biasGradient.close();
    OrtSessions.close(session);
  }
}
