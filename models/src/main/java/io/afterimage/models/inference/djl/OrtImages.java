package io.afterimage.models.inference.djl;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.afterimage.models.onnx.OnnxModel;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One ONNX Runtime session over images. Each run has arrays of its own, freed at its end. */
final class OrtImages implements AutoCloseable {

  private final Model model;
  private final OnnxModel parsed;

  OrtImages(Model model, OnnxModel parsed) {
    this.model = model;
    this.parsed = parsed;
  }

  /** Runs a batch and hands the outputs, in the model's order, to a reader that copies them. */
  <T> T run(ByteBuffer images, int n, Function<List<NDArray>, T> reader) {
    ByteBuffer pixels = ImageBatch.pixels(images, n, parsed.height(), parsed.width());
    try (NDManager manager = model.getNDManager().newSubManager()) {
      Shape shape = new Shape(n, parsed.height(), parsed.width(), 3);
      NDList inputs = new NDList(manager.create(pixels, shape, DataType.UINT8));
      Block block = model.getBlock();
      NDList outputs = block.forward(new ParameterStore(manager, false), inputs, false);
      Map<String, NDArray> byName =
          outputs.stream().collect(Collectors.toMap(NDArray::getName, Function.identity()));
      return reader.apply(parsed.outputs().stream().map(byName::get).toList());
    }
  }

  OnnxModel parsed() {
    return parsed;
  }

  @Override
  public void close() {
    model.close();
  }
}
