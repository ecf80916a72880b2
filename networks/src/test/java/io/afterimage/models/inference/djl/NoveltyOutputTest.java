package io.afterimage.models.inference.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.afterimage.images.InputSpec;
import io.afterimage.models.CorruptArtifactException;
import io.afterimage.models.inference.GraphOutput;
import io.afterimage.models.inference.ImageGraph;
import io.afterimage.models.inference.InferenceEngine;
import io.afterimage.models.inference.Tensor;
import io.afterimage.networks.backbone.KnownBackbone;
import io.afterimage.networks.onnx.Head;
import io.afterimage.networks.onnx.OnnxGraphs;
import io.afterimage.schemas.events.Sha256;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NoveltyOutputTest {

  private static final int SIDE = 64;
  private static final int CLASSES = 3;
  private static final int FEATURES = 1280;

  static Stream<InferenceEngine> engines() {
    return CorruptGraphTest.engines();
  }

  @ParameterizedTest
  @MethodSource("engines")
  void shouldGiveOneMinusTheLargestCosineBesideTheProbabilities(InferenceEngine engine) {
    Tensor means = TestModels.random(new Random(5), 1, CLASSES, FEATURES);
    ByteBuffer images = TestModels.images(3, SIDE);
    float[][] features = run(engine, features(), images).rows();
    // The second image resembles its class as much as an image can.
    System.arraycopy(features[1], 0, means.values(), FEATURES, FEATURES);

    GraphOutput scored = run(engine, classifier(means), images);

    assertThat(scored.rows())
        .isEqualTo(run(engine, TestModels.classifier(SIDE, CLASSES), images).rows());
    float[] novelty = scored.novelty().orElseThrow();
    assertThat(novelty).hasSize(3);
    assertThat(novelty[1]).isCloseTo(0, within(1e-5f));
    for (int image = 0; image < 3; image++) {
      assertThat(novelty[image]).isCloseTo(novelty(features[image], means), within(1e-5f));
    }
    assertThat(novelty(features[0], means)).isGreaterThan(1e-4f);
  }

  @ParameterizedTest
  @MethodSource("engines")
  void shouldKeepNoveltyBetweenZeroAndOne(InferenceEngine engine) {
    float[] opposite = new float[CLASSES * FEATURES];
    Arrays.fill(opposite, -2);
    Tensor nothing = new Tensor(new long[] {CLASSES, FEATURES}, new float[CLASSES * FEATURES]);
    ByteBuffer images = TestModels.images(2, SIDE);

    assertThat(
            run(engine, classifier(new Tensor(nothing.shape(), opposite)), images)
                .novelty()
                .orElseThrow())
        .containsExactly(1, 1);
    assertThat(run(engine, classifier(nothing), images).novelty().orElseThrow())
        .containsExactly(1, 1);
  }

  @ParameterizedTest
  @MethodSource("engines")
  void shouldGiveNoNoveltyWhereTheGraphHasNone(InferenceEngine engine) {
    GraphOutput output =
        run(engine, TestModels.classifier(SIDE, CLASSES), TestModels.images(1, SIDE));

    assertThat(output.novelty()).isEmpty();
    assertThat(output.rows()[0]).hasSize(CLASSES);
  }

  @Test
  void shouldExportTheSameBytesAsEverWithoutClassMeans() {
    assertThat(Sha256.of(TestModels.classifier(SIDE, CLASSES)))
        .isEqualTo("9b5571e4248151c81dc806f74fb8f402d526bf2bd533c6e35d91dfbe637645cf");
    assertThat(Sha256.of(TestModels.classifier(SIDE, 2)))
        .isEqualTo("50b061d29ddba9e04157af8756144868e88e315158b5df565d034b8a5c7cd0df");
  }

  @Test
  void shouldRefuseMeansThatDoNotFit() {
    Tensor means = new Tensor(new long[] {2, FEATURES}, new float[2 * FEATURES]);

    assertThatThrownBy(() -> classifier(means))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("novelty over 3 classes")
        .hasMessageContaining("[3, 1280], got [2, 1280]");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void shouldRefuseAnotherSecondOutput(InferenceEngine engine) {
    byte[] two =
        OnnxGraphs.prefix(
            KnownBackbone.MOBILENETV2.shippedTable(),
            TestModels.WEIGHTS,
            InputSpec.square(SIDE),
            List.of("block_1_project_BN", "out_relu"));

    assertThatThrownBy(() -> engine.load(two))
        .isInstanceOf(CorruptArtifactException.class)
        .hasMessageContaining("; a second one may be novelty (n)");
  }

  private static float novelty(float[] features, Tensor means) {
    double largest = -1;
    for (int label = 0; label < CLASSES; label++) {
      double product = 0;
      double own = 0;
      double other = 0;
      for (int i = 0; i < FEATURES; i++) {
        double mean = means.values()[label * FEATURES + i];
        product += features[i] * mean;
        own += (double) features[i] * features[i];
        other += mean * mean;
      }
      largest = Math.max(largest, product / Math.sqrt(own * other));
    }
    return (float) Math.min(1, Math.max(0, 1 - largest));
  }

  private static byte[] features() {
    return OnnxGraphs.features(
        KnownBackbone.MOBILENETV2.shippedTable(), TestModels.WEIGHTS, InputSpec.square(SIDE));
  }

  private static byte[] classifier(Tensor means) {
    Head head = TestModels.head(CLASSES);
    return OnnxGraphs.classifier(
        KnownBackbone.MOBILENETV2.shippedTable(),
        TestModels.WEIGHTS,
        new Head(head.weight(), head.bias(), Optional.of(means)),
        TestModels.labels(CLASSES),
        InputSpec.square(SIDE));
  }

  private static GraphOutput run(InferenceEngine engine, byte[] onnx, ByteBuffer images) {
    int n = images.capacity() / (SIDE * SIDE * 3);
    try (ImageGraph graph = engine.load(onnx)) {
      return graph.outputs(images, n);
    }
  }
}
