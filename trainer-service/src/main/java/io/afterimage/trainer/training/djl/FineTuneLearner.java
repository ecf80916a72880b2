package io.afterimage.trainer.training.djl;

import ai.djl.ndarray.NDArray;
import io.afterimage.model.backbone.Backbone;
import io.afterimage.model.weights.Tensor;
import io.afterimage.trainer.training.Activations;
import io.afterimage.trainer.training.Learner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The layers of a backbone above a cut, with the head, in MXNet: one symbol whose gradients are
 * exact, batch norm by its moving statistics, which are constants here and never move. The same
 * plan, weights and batches give the same variables.
 *
 * <p>It is about a third faster where the process was started with the environment variable {@code
 * MXNET_ENGINE_TYPE=NaiveEngine}, and it wants {@code OMP_NUM_THREADS} to be the number of cores;
 * it is right without either.
 */
public final class FineTuneLearner implements Learner {

  private final FineTunePlan plan;
  private final List<String> crossing;
  private final int features;
  private final int logits;
  private final SuffixGraph graph;
  private final List<SuffixUpdate> updates = new ArrayList<>();
  private final SplittableRandom random;
  private int steps;

  /**
   * Loads the layers above the cut.
   *
   * @param weights of the whole backbone by name, moving statistics included, and of the head:
   *     {@code head.weight} (logits, features) and {@code head.bias} (logits)
   * @throws IllegalArgumentException when a weight is missing or of another shape, or a layer above
   *     the cut cannot learn
   */
  public FineTuneLearner(FineTunePlan plan, Map<String, Tensor> weights) {
    this.plan = plan;
    Backbone backbone = plan.backbone();
    backbone.requireWeights(weights);
    Tensor head = required(weights, SuffixSymbol.HEAD_WEIGHT);
    logits = Math.toIntExact(head.shape()[0]);
    features = Math.toIntExact(head.shape()[1]);
    crossing = backbone.cutAt(plan.fromLayer()).crossing();
    Map<String, Tensor> learning = new LinkedHashMap<>();
    Map<String, Tensor> fixed = new LinkedHashMap<>();
    backbone.rows(plan.height(), plan.width()).stream()
        .skip(plan.fromLayer())
        .flatMap(row -> row.variables().stream())
        .forEach(v -> (v.trainable() ? learning : fixed).put(v.name(), weights.get(v.name())));
    learning.put(SuffixSymbol.HEAD_WEIGHT, head);
    learning.put(SuffixSymbol.HEAD_BIAS, required(weights, SuffixSymbol.HEAD_BIAS));
    graph =
        new SuffixGraph(
            SuffixSymbol.write(backbone, plan.fromLayer(), plan.height(), plan.width(), logits),
            learning,
            fixed);
    for (Map.Entry<String, NDArray> variable : graph.variables().entrySet()) {
      NDArray gradient = graph.gradients().get(variable.getKey());
      updates.add(
          new SuffixUpdate(graph.manager(), plan.optimizer(), variable.getValue(), gradient));
    }
    random = new SplittableRandom(plan.seed());
  }

  @Override
  public StepResult train(Activations batch, int[] labels) {
    LogitLoss loss = backward(batch, labels);
    steps++;
    updates.forEach(update -> update.apply(steps));
    return new StepResult(loss.loss(), loss.correct());
  }

  @Override
  public float[][] logits(Activations batch) {
    float[] values = graph.forward(inputs(batch, 0));
    float[][] rows = new float[batch.size()][];
    for (int row = 0; row < rows.length; row++) {
      rows[row] = Arrays.copyOfRange(values, row * logits, (row + 1) * logits);
    }
    return rows;
  }

  @Override
  public Map<String, Tensor> variables() {
    return SuffixGraph.copy(graph.variables());
  }

  /** The gradients of the mean loss of one batch, dropout on; nothing else changes. */
  Map<String, Tensor> gradients(Activations batch, int[] labels) {
    backward(batch, labels);
    return SuffixGraph.copy(graph.gradients());
  }

  /** The moving statistics as the engine holds them. */
  Map<String, Tensor> statistics() {
    return SuffixGraph.copy(graph.constants());
  }

  @Override
  public void close() {
    graph.close();
  }

  private LogitLoss backward(Activations batch, int[] labels) {
    if (labels.length != batch.size()) {
      throw new IllegalArgumentException(
          "a batch of " + batch.size() + " pictures has " + labels.length + " labels");
    }
    return graph.backward(inputs(batch, plan.dropout()), values -> LogitLoss.of(values, labels));
  }

  private Map<String, Tensor> inputs(Activations batch, double dropout) {
    if (batch.tensors().size() != crossing.size()) {
      throw new IllegalArgumentException(
          "the layers above %d take the outputs of %s, got %d tensors"
              .formatted(plan.fromLayer(), crossing, batch.tensors().size()));
    }
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    for (int i = 0; i < crossing.size(); i++) {
      inputs.put(crossing.get(i), batch.tensors().get(i));
    }
    inputs.put(SuffixSymbol.DROPOUT_MASK, mask(batch.size(), dropout));
    return inputs;
  }

  private Tensor mask(int rows, double dropout) {
    float[] mask = new float[rows * features];
    float kept = (float) (1 / (1 - dropout));
    for (int i = 0; i < mask.length; i++) {
      mask[i] = dropout > 0 && random.nextDouble() < dropout ? 0 : kept;
    }
    return new Tensor(new long[] {rows, features}, mask);
  }

  private static Tensor required(Map<String, Tensor> weights, String name) {
    Tensor tensor = weights.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("the weights lack " + name);
    }
    return tensor;
  }
}
