package io.afterimage.training.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.afterimage.images.InputSpec;
import io.afterimage.models.inference.Device;
import io.afterimage.models.inference.ImageTensors;
import io.afterimage.models.inference.Tensor;
import io.afterimage.models.inference.djl.OnnxRuntimeEngine;
import io.afterimage.networks.backbone.Backbone;
import io.afterimage.networks.backbone.KnownBackbone;
import io.afterimage.networks.backbone.Layer;
import io.afterimage.networks.backbone.Preprocessing;
import io.afterimage.networks.onnx.OnnxGraphs;
import io.afterimage.networks.pretrained.WeightFiles;
import io.afterimage.networks.pretrained.WeightedBackbone;
import io.afterimage.networks.weights.SafetensorsFile;
import io.afterimage.training.Activations;
import io.afterimage.training.ClassWeights;
import io.afterimage.training.FineTunePhase;
import io.afterimage.training.HeadSpec;
import io.afterimage.training.Learner;
import io.afterimage.training.Optimizer;
import io.afterimage.training.RateDecay;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What tools/keras_step.py wrote: one step of a backbone with a head, all of it learning.
 *
 * @param table the backbone
 * @param preprocessing its own
 * @param folder its files
 * @param step the images, labels, loss and the head
 */
record KerasStep(
    Backbone table, Preprocessing preprocessing, Path folder, Map<String, Tensor> step) {

  private static final int NARROWNESS = 32;

  static KerasStep in(Path folder, KnownBackbone known) throws IOException {
    Map<String, Tensor> step = SafetensorsFile.read(folder.resolve("step.safetensors")).tensors();
    return new KerasStep(
        known.table(size(step)), known.conventions().preprocessing(), folder, step);
  }

  /** The same layers with a 32nd of the filters, as the script's -narrow has them. */
  KerasStep narrow() {
    List<Layer> layers =
        table.layers().stream()
            .map(layer -> layer instanceof Layer.Conv2D wide ? narrow(wide) : layer)
            .toList();
    return new KerasStep(
        new Backbone(
            table.name(),
            layers,
            table.normalisation(),
            table.batchNormEpsilon(),
            table.nominalSize()),
        preprocessing,
        folder,
        step);
  }

  private static Layer narrow(Layer.Conv2D wide) {
    return new Layer.Conv2D(
        wide.name(),
        wide.input(),
        wide.filters() / NARROWNESS,
        wide.window(),
        wide.bias(),
        wide.activation());
  }

  /** Holds gradients and the variables after a step to Keras', within 1e-3 of each's largest. */
  void shouldBeMadeBy(Optimizer optimizer) throws IOException {
    WeightedBackbone start = backbone("start");
    Map<String, Tensor> weights = new HashMap<>(start.weights());
    weights.putAll(head("start"));
    FineTunePhase phase = new FineTunePhase(1, 0, labels().length, optimizer, 0, RateDecay.NONE);
    Activations batch = activations(start);
    Map<String, Tensor> after;
    try (FineTuneLearner learner =
        (FineTuneLearner)
            new EngineLearners()
                .fineTune(
                    start.backbone(),
                    InputSpec.square(size(step)),
                    weights,
                    phase,
                    ClassWeights.NONE,
                    1)) {
      shouldBeNear(learner.gradients(batch, labels()), all("gradients"), Map.of());
      Learner.StepResult result = learner.train(batch, labels());
      float loss = step.get("loss").values()[0];
      assertThat(result.loss()).isCloseTo(loss, within(1e-5 * Math.max(1, loss)));
      after = learner.variables();
    }
    shouldBeNear(after, all("after"), weights);
  }

  private void shouldBeNear(
      Map<String, Tensor> actual, Map<String, Tensor> expected, Map<String, Tensor> before) {
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    expected.forEach(
        (name, tensor) -> {
          float[] from =
              before.containsKey(name)
                  ? before.get(name).values()
                  : new float[tensor.values().length];
          double largest = 0;
          double error = 0;
          for (int i = 0; i < from.length; i++) {
            double moved = (double) tensor.values()[i] - from[i];
            largest = Math.max(largest, Math.abs(moved));
            error = Math.max(error, Math.abs(actual.get(name).values()[i] - tensor.values()[i]));
          }
          assertThat(error).as(name).isLessThanOrEqualTo(1e-3 * largest + 1e-7);
        });
  }

  private Activations activations(WeightedBackbone start) {
    float[] rgb = step.get("rgb").values();
    ByteBuffer pixels = ByteBuffer.allocateDirect(rgb.length);
    for (float value : rgb) {
      pixels.put((byte) (int) value);
    }
    Backbone backbone = start.backbone();
    byte[] prefix =
        OnnxGraphs.prefix(
            backbone, start.weights(), InputSpec.square(size(step)), backbone.cutAt(0).crossing());
    try (ImageTensors graph = new OnnxRuntimeEngine(new Device.Cpu()).loadTensors(prefix)) {
      return new Activations(graph.run(pixels.clear(), labels().length));
    }
  }

  private Map<String, Tensor> all(String prefix) throws IOException {
    Map<String, Tensor> all = new HashMap<>(backbone(prefix).weights());
    all.keySet().removeIf(name -> name.contains(".moving_"));
    all.putAll(head(prefix));
    return all;
  }

  private WeightedBackbone backbone(String prefix) throws IOException {
    return WeightFiles.readKeras(folder.resolve(prefix + ".weights.h5"), table, preprocessing);
  }

  private Map<String, Tensor> head(String prefix) {
    return Map.of(
        HeadSpec.WEIGHT, step.get(prefix + "." + HeadSpec.WEIGHT),
        HeadSpec.BIAS, step.get(prefix + "." + HeadSpec.BIAS));
  }

  private int[] labels() {
    float[] labels = step.get("labels").values();
    int[] indices = new int[labels.length];
    for (int i = 0; i < labels.length; i++) {
      indices[i] = (int) labels[i];
    }
    return indices;
  }

  private static int size(Map<String, Tensor> step) {
    return (int) step.get("rgb").shape()[1];
  }
}
