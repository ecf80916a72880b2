package io.afterimage.training.djl;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.mxnet.engine.MxNDManager;
import ai.djl.mxnet.engine.MxSymbolBlock;
import ai.djl.mxnet.engine.Symbol;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.afterimage.models.inference.Tensor;
import io.afterimage.models.inference.djl.Engines;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A symbol in MXNet with the values of its arguments, some of which have gradients. Used by one
 * thread; owns its native memory until closed.
 */
final class SuffixGraph implements AutoCloseable {

  private final Engine engine = Engines.get(Engines.MXNET);
  private final NDManager manager = engine.newBaseManager(Device.cpu());
  private final MxSymbolBlock block;
  private final ParameterStore noParameters = new ParameterStore(manager, false);
  private final Map<String, NDArray> variables = new LinkedHashMap<>();
  private final Map<String, NDArray> gradients = new LinkedHashMap<>();
  private final Map<String, NDArray> constants = new LinkedHashMap<>();
  private final Map<String, ByteBuffer> staging = new HashMap<>();

  /**
   * Loads a symbol.
   *
   * @param json MXNet's form
   * @param learning the arguments that have gradients, with their first values
   * @param fixed the arguments that keep their values
   */
  SuffixGraph(String json, Map<String, Tensor> learning, Map<String, Tensor> fixed) {
    Symbol symbol = Symbol.loadJson((MxNDManager) manager, json);
    block = new MxSymbolBlock(manager, symbol);
    block.setInputNames(List.of(symbol.getArgNames()));
    fixed.forEach((name, tensor) -> constants.put(name, create(manager, name, tensor)));
    learning.forEach(
        (name, tensor) -> {
          NDArray variable = create(manager, name, tensor);
          variable.setRequiresGradient(true);
          variables.put(name, variable);
          gradients.put(name, variable.getGradient());
        });
  }

  /** The output's rows for these inputs, without gradients. */
  float[][] forward(Map<String, Tensor> inputs) {
    try (NDManager step = manager.newSubManager()) {
      return rows(output(step, inputs, false));
    }
  }

  /**
   * The output, and the gradients of every variable into {@link #gradients()}.
   *
   * @param lossOf from the output's rows to the loss and its gradient, row by row
   */
  LogitLoss backward(Map<String, Tensor> inputs, Function<float[][], LogitLoss> lossOf) {
    try (NDManager step = manager.newSubManager();
        GradientCollector collector = engine.newGradientCollector()) {
      NDArray output = output(step, inputs, true);
      LogitLoss loss = lossOf.apply(rows(output));
      NDArray seed = step.create(loss.gradient(), output.getShape());
      collector.backward(output.mul(seed).sum());
      return loss;
    }
  }

  private static float[][] rows(NDArray matrix) {
    float[] values = matrix.toFloatArray();
    float[][] rows = new float[Math.toIntExact(matrix.getShape().get(0))][];
    int columns = values.length / rows.length;
    for (int row = 0; row < rows.length; row++) {
      rows[row] = Arrays.copyOfRange(values, row * columns, (row + 1) * columns);
    }
    return rows;
  }

  private NDArray output(NDManager step, Map<String, Tensor> inputs, boolean training) {
    NDList arguments = new NDList();
    // DJL puts the output into the manager of the first argument, which must be this step's.
    inputs.forEach((name, tensor) -> arguments.add(staged(step, name, tensor)));
    arguments.addAll(new NDList(variables.values()));
    arguments.addAll(new NDList(constants.values()));
    return block.forward(noParameters, arguments, training).singletonOrThrow();
  }

  NDManager manager() {
    return manager;
  }

  Map<String, NDArray> variables() {
    return variables;
  }

  Map<String, NDArray> gradients() {
    return gradients;
  }

  Map<String, NDArray> constants() {
    return constants;
  }

  /** Through one direct buffer per input; DJL itself would allocate a new one for each copy. */
  private NDArray staged(NDManager step, String name, Tensor tensor) {
    int bytes = Math.multiplyExact(tensor.values().length, Float.BYTES);
    ByteBuffer buffer =
        staging.compute(
            name,
            (input, old) ->
                old == null || old.capacity() < bytes
                    ? ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder())
                    : old);
    FloatBuffer floats = buffer.asFloatBuffer().put(tensor.values()).flip();
    NDArray array = step.create(floats, new Shape(tensor.shape()), DataType.FLOAT32);
    array.setName(name);
    return array;
  }

  private static NDArray create(NDManager owner, String name, Tensor tensor) {
    NDArray array = owner.create(tensor.values(), new Shape(tensor.shape()));
    array.setName(name);
    return array;
  }

  @Override
  public void close() {
    manager.close();
  }
}
