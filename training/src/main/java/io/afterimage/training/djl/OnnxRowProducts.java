package io.afterimage.training.djl;

import static io.afterimage.networks.onnx.GraphWriter.integer;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.afterimage.models.inference.djl.Engines;
import io.afterimage.networks.onnx.GraphWriter;
import io.afterimage.training.head.RowProducts;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;

/** Products of rows in ONNX Runtime, on the processor: one matrix product a call. */
public final class OnnxRowProducts implements RowProducts {

  private static final String LEFT = "left";
  private static final String RIGHT = "right";
  private static final String PRODUCTS = "products";

  @Override
  public Multiplier open(int columns) {
    // DJL makes the process's environment; one made earlier would break it.
    Engines.get(Engines.ONNX_RUNTIME);
    return new Session(OrtEnvironment.getEnvironment(), columns);
  }

  private static byte[] graph(int columns) {
    GraphWriter graph = new GraphWriter("row_products");
    String left = graph.floats(LEFT, "n", columns);
    String right = graph.floats(RIGHT, "m", columns);
    graph.result(graph.op("Gemm", List.of(integer("transB", 1)), left, right), PRODUCTS);
    return graph.toBytes();
  }

  /** The graph, ready to run. */
  private static final class Session implements Multiplier {

    private final OrtEnvironment environment;
    private final int columns;
    private final OrtSession session;

    Session(OrtEnvironment environment, int columns) {
      this.environment = environment;
      this.columns = columns;
      this.session = OrtSessions.open(environment, graph(columns));
    }

    @Override
    public FloatBuffer products(FloatBuffer left, int rows, FloatBuffer right, int others) {
      try (OnnxTensor a = OnnxTensor.createTensor(environment, left, shape(rows));
          OnnxTensor b = OnnxTensor.createTensor(environment, right, shape(others));
          OrtSession.Result result = session.run(Map.of(LEFT, a, RIGHT, b))) {
        return ((OnnxTensor) result.get(PRODUCTS).orElseThrow()).getFloatBuffer();
      } catch (OrtException e) {
        throw new IllegalStateException("the product of two matrices failed", e);
      }
    }

    private long[] shape(int rows) {
      return new long[] {rows, columns};
    }

    @Override
    public void close() {
      OrtSessions.close(session);
    }
  }
}
