package io.afterimage.benchmarks.parts;

import io.afterimage.benchmarks.rig.Bench;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.inference.Device;
import io.afterimage.models.inference.ImageGraph;
import io.afterimage.models.inference.djl.OnnxRuntimeEngine;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The graph in ONNX Runtime on images that are decoded already, on one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class GraphBenchmark {

  /** A folder, or {@link Jpegs#MADE_UP}. */
  @Param(Jpegs.MADE_UP)
  public String images;

  /** Images in one run. */
  @Param({"1", "8", "32"})
  public int batch;

  private ImageGraph graph;
  private List<ByteBuffer> batches;
  private int next;

  /** Loads the graph and decodes the images. */
  @Setup
  public void prepare() {
    ModelArtifact model = Bench.MODELS.withHead(1);
    graph = new OnnxRuntimeEngine(new Device.Cpu()).load(model.onnx());
    batches = Bench.decoded(model, Jpegs.of(images), Jpegs.COUNT, batch);
  }

  /** Closes the graph. */
  @TearDown
  public void close() {
    graph.close();
  }

  /** One batch. */
  @Benchmark
  public float[][] graph() {
    next = (next + 1) % batches.size();
    return graph.run(batches.get(next).duplicate(), batch);
  }
}
