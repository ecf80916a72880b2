package io.afterimage.training;

import io.afterimage.models.inference.Tensor;
import io.afterimage.networks.onnx.Head;
import java.util.List;
import java.util.Map;

/** What a head knows before the first step. */
sealed interface HeadStart {

  /** {@code head.weight} and {@code head.bias} to begin with. */
  Map<String, Tensor> variables(HeadSpec spec, List<String> labels);

  /** Nothing. */
  record Blank() implements HeadStart {

    @Override
    public Map<String, Tensor> variables(HeadSpec spec, List<String> labels) {
      return spec.initial();
    }
  }

  /**
   * What another head knows of these labels; new ones begin at 0.
   *
   * <p>One logit {@code z} for two classes is the same as the two logits {@code -z/2} and {@code
   * z/2}, since only their difference counts in a softmax; so heads of any number of classes are
   * compared by one row for each label.
   *
   * @param labels in the order of the head's classes
   */
  record Known(Head head, List<String> labels) implements HeadStart {

    @Override
    public Map<String, Tensor> variables(HeadSpec spec, List<String> newLabels) {
      float[] weight = new float[spec.outputs() * spec.inputs()];
      float[] bias = new float[spec.outputs()];
      for (int label = 0; label < newLabels.size(); label++) {
        int row = spec.outputs() == 1 ? 0 : label;
        float sign = spec.outputs() == 1 && label == 0 ? -1 : 1;
        add(newLabels.get(label), sign, weight, row * spec.inputs(), bias, row);
      }
      return Map.of(
          HeadSpec.WEIGHT, new Tensor(new long[] {spec.outputs(), spec.inputs()}, weight),
          HeadSpec.BIAS, new Tensor(new long[] {spec.outputs()}, bias));
    }

    private void add(String label, float sign, float[] weight, int at, float[] bias, int row) {
      int known = labels.indexOf(label);
      if (known < 0) {
        return;
      }
      boolean one = head.bias().values().length == 1;
      float factor = sign * (one ? known - 0.5f : 1);
      int from = one ? 0 : known;
      int inputs = (int) head.weight().shape()[1];
      for (int i = 0; i < inputs; i++) {
        weight[at + i] += factor * head.weight().values()[from * inputs + i];
      }
      bias[row] += factor * head.bias().values()[from];
    }
  }
}
