package io.afterimage.models.inference.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.onnxruntime.engine.OrtNDArray;
import io.afterimage.models.inference.Device;
import io.afterimage.models.inference.DeviceUnavailableException;
import io.afterimage.models.inference.ImageGraph;
import io.afterimage.models.inference.InferenceEngine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EngineContractTest {

  private static final int SIDE = 64;
  private static final int IMAGES = 12;
  private static final int THREADS = 4;

  /** Every engine, still to be opened on a device. */
  static Stream<Function<Device, InferenceEngine>> onDevice() {
    return Stream.of(OnnxRuntimeEngine::new, MxnetEngine::new);
  }

  static Stream<InferenceEngine> engines() {
    return CorruptGraphTest.engines();
  }

  @ParameterizedTest
  @MethodSource("engines")
  void shouldGiveEachOfSeveralThreadsItsOwnAnswers(InferenceEngine engine) throws Exception {
    ByteBuffer images = TestModels.images(IMAGES, SIDE);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try (ImageGraph graph = engine.load(TestModels.classifier(SIDE, 5))) {
      List<float[]> expected = new ArrayList<>();
      for (int i = 0; i < IMAGES; i++) {
        expected.add(run(graph, images, i));
      }
      List<Future<float[]>> answers = new ArrayList<>();
      for (int i = 0; i < IMAGES * THREADS; i++) {
        int image = i % IMAGES;
        answers.add(threads.submit(() -> run(graph, images, image)));
      }
      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i).get()).containsExactly(expected.get(i % IMAGES), within(1e-6f));
      }
      assertThat(expected.get(0)[0]).isNotCloseTo(expected.get(11)[0], within(1e-3f));
    } finally {
      threads.shutdownNow();
    }
  }

  @ParameterizedTest
  @MethodSource("onDevice")
  void shouldRefuseADeviceThatIsNotThere(Function<Device, InferenceEngine> engine) {
    Device device = new Device.Gpu(97);

    assertThatThrownBy(() -> engine.apply(device))
        .isInstanceOf(DeviceUnavailableException.class)
        .hasMessageContaining("was asked to run on gpu:97, but it finds ")
        .hasMessageContaining("or configure the device cpu");
  }

  @ParameterizedTest
  @MethodSource("engines")
  @Tag("slow")
  void shouldFreeItsMemoryWhenClosed(InferenceEngine engine) throws IOException {
    assumeTrue(Files.exists(Path.of("/proc/self/status")), "needs Linux's /proc");
    byte[] onnx = TestModels.classifier(SIDE, 5);
    // The Java heap grows with the first ones as well.
    loadRunClose(engine, onnx, 20);
    long before = residentBytes();

    loadRunClose(engine, onnx, 20);

    // A graph holds about 10 MB of weights, so 20 that were not freed would take 200 MB.
    assertThat(residentBytes() - before).isLessThan(80_000_000);
  }

  @Test
  void shouldHandImagesToOnnxRuntimeWithoutACopy() {
    ByteBuffer pixels = ImageBatch.pixels(TestModels.images(2, SIDE), 2, SIDE, SIDE);

    try (NDManager manager =
        Engines.get(Engines.ONNX_RUNTIME).newBaseManager(ai.djl.Device.cpu())) {
      OrtNDArray array =
          (OrtNDArray) manager.create(pixels, new Shape(2, SIDE, SIDE, 3), DataType.UINT8);

      assertThat(array.getTensor().ownsBuffer()).isFalse();
    }
  }

  private static void loadRunClose(InferenceEngine engine, byte[] onnx, int times) {
    ByteBuffer images = TestModels.images(1, SIDE);
    for (int i = 0; i < times; i++) {
      try (ImageGraph graph = engine.load(onnx)) {
        graph.run(images, 1);
      }
    }
  }

  private static long residentBytes() throws IOException {
    System.gc();
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .findFirst()
        .orElseThrow();
  }

  private static float[] run(ImageGraph graph, ByteBuffer images, int index) {
    int bytes = SIDE * SIDE * 3;
    return graph.run(images.slice(index * bytes, bytes), 1)[0];
  }
}
