package io.afterimage.networks.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import io.afterimage.models.CorruptArtifactException;
import io.afterimage.models.inference.Device;
import io.afterimage.models.inference.ImageGraph;
import io.afterimage.models.inference.Tensor;
import io.afterimage.models.inference.djl.OnnxRuntimeEngine;
import io.afterimage.networks.backbone.Preprocessing;
import io.afterimage.networks.weights.SafetensorsFile;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fixture is what tools/keras_extractor.py exported with "small vgg16 16". */
class FeatureExtractorTest {

  private static final OnnxRuntimeEngine ENGINE = new OnnxRuntimeEngine(new Device.Cpu());

  @Test
  void shouldGiveTheFeaturesOfKerasWithPreprocessingInside() throws Exception {
    shouldGiveTheFeaturesIn(fixture());
  }

  /** Such as ResNet50, which is too large for the tree. */
  @Test
  void shouldGiveTheFeaturesOfALargeNetworkWhereOneIsNamed() throws IOException {
    String folder = System.getProperty("afterimage.extractor");
    Assumptions.assumeTrue(
        folder != null, "-Dafterimage.extractor=FOLDER names what tools/keras_extractor.py wrote");
    shouldGiveTheFeaturesIn(Path.of(folder));
  }

  @Test
  void shouldTakeAHead() throws Exception {
    FeatureExtractor extractor = extractor(fixture());
    Head head =
        new Head(
            new Tensor(new long[] {1, 8}, new float[8]),
            new Tensor(new long[] {1}, new float[] {(float) Math.log(3)}));

    try (ImageGraph graph = ENGINE.load(extractor.classifier(head, List.of("cat", "dog")))) {
      float[] probabilities = graph.run(ByteBuffer.allocateDirect(16 * 16 * 3), 1)[0];
      assertThat(probabilities).containsExactly(new float[] {0.25f, 0.75f}, within(1e-6f));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {17, 18})
  void shouldGiveNoveltyWhereverAnOpsetHasItsAxes(long opset) throws Exception {
    ModelProto.Builder other = ModelProto.parseFrom(saying(Preprocessing.CAFFE.code())).toBuilder();
    other.getOpsetImportBuilder(0).setVersion(opset);
    Tensor weight = new Tensor(new long[] {1, 8}, new float[8]);
    Tensor bias = new Tensor(new long[] {1}, new float[1]);
    Tensor means = new Tensor(new long[] {2, 8}, new float[16]);
    FeatureExtractor extractor =
        FeatureExtractor.parse(
            other.build().toByteArray(), "other.onnx", Optional.empty(), Optional.empty());
    ByteBuffer image = ByteBuffer.allocateDirect(16 * 16 * 3);
    try (ImageGraph graph = ENGINE.load(extractor.featureGraph())) {
      System.arraycopy(graph.run(image, 1)[0], 0, means.values(), 8, 8);
    }
    Head scoring = new Head(weight, bias, Optional.of(means));

    try (ImageGraph graph = ENGINE.load(extractor.classifier(scoring, List.of("cat", "dog")))) {
      assertThat(graph.outputs(image, 1).novelty().orElseThrow())
          .containsExactly(new float[] {0}, within(1e-6f));
    }
  }

  @Test
  void shouldAskHowImagesArePreparedWhenTheFileDoesNotSay() throws Exception {
    byte[] onnx = Files.readAllBytes(fixture().resolve("extractor.onnx"));

    assertThatThrownBy(
            () -> FeatureExtractor.parse(onnx, "net.onnx", Optional.empty(), Optional.empty()))
        .isInstanceOf(CorruptArtifactException.class)
        .hasMessageContaining("net.onnx does not say")
        .hasMessageContaining("--preprocessing");
  }

  @Test
  void shouldNameTheChoicesWhenTheFileSaysSomethingElse() throws Exception {
    byte[] onnx = saying("imagenet");

    assertThatThrownBy(
            () -> FeatureExtractor.parse(onnx, "net.onnx", Optional.empty(), Optional.empty()))
        .isInstanceOf(CorruptArtifactException.class)
        .hasMessage(
            "net.onnx has preprocessing 'imagenet' in its metadata, allowed is caffe, tf, torch,"
                + " scale, lite: --preprocessing says it instead");
    assertThat(
            FeatureExtractor.parse(
                    onnx, "net.onnx", Optional.empty(), Optional.of(Preprocessing.TORCH))
                .preprocessing())
        .isEqualTo(Preprocessing.TORCH);
  }

  @Test
  void shouldBelieveWhatTheFileSays() throws Exception {
    assertThat(
            FeatureExtractor.parse(saying("Caffe"), "net.onnx", Optional.empty(), Optional.empty())
                .preprocessing())
        .isEqualTo(Preprocessing.CAFFE);
  }

  @Test
  void shouldRefuseAnotherSizeThanTheNetworks() throws Exception {
    byte[] onnx = Files.readAllBytes(fixture().resolve("extractor.onnx"));

    assertThatThrownBy(
            () ->
                FeatureExtractor.parse(
                    onnx, "net.onnx", Optional.of(32), Optional.of(Preprocessing.TF)))
        .isInstanceOf(CorruptArtifactException.class)
        .hasMessageContaining("takes images of 16 pixels, not 32");
  }

  @Test
  void shouldRefuseWhatIsNoNetwork() {
    assertThatThrownBy(
            () ->
                FeatureExtractor.parse(
                    new byte[] {1, 2, 3}, "net.onnx", Optional.empty(), Optional.empty()))
        .isInstanceOf(CorruptArtifactException.class)
        .hasMessageContaining("net.onnx");
  }

  private static void shouldGiveTheFeaturesIn(Path folder) throws IOException {
    SafetensorsFile keras = SafetensorsFile.read(folder.resolve("features.safetensors"));
    float[] rgb = keras.tensors().get("rgb").values();
    float[] expected = keras.tensors().get("features").values();
    ByteBuffer pixels = ByteBuffer.allocateDirect(rgb.length);
    for (float value : rgb) {
      pixels.put((byte) (int) value);
    }
    float largest = 0;
    float error = 0;
    try (ImageGraph graph = ENGINE.load(extractor(folder).featureGraph())) {
      float[][] rows = graph.run(pixels.clear(), 2);
      assertThat(rows[0]).hasSize(expected.length / 2);
      for (int i = 0; i < expected.length; i++) {
        float actual = rows[i / rows[0].length][i % rows[0].length];
        largest = Math.max(largest, Math.abs(expected[i]));
        error = Math.max(error, Math.abs(expected[i] - actual));
      }
    }
    assertThat(error / largest).isLessThan(1e-3f);
  }

  private static FeatureExtractor extractor(Path folder) throws IOException {
    return FeatureExtractor.parse(
        Files.readAllBytes(folder.resolve("extractor.onnx")),
        "extractor.onnx",
        Optional.empty(),
        Optional.of(Preprocessing.CAFFE));
  }

  /** The fixture, its metadata naming what its images need. */
  private static byte[] saying(String preprocessing) throws Exception {
    byte[] onnx = Files.readAllBytes(fixture().resolve("extractor.onnx"));
    return ModelProto.parseFrom(onnx).toBuilder()
        .addMetadataProps(
            StringStringEntryProto.newBuilder()
                .setKey(FeatureExtractor.PREPROCESSING_KEY)
                .setValue(preprocessing))
        .build()
        .toByteArray();
  }

  private static Path fixture() throws URISyntaxException {
    return Path.of(FeatureExtractorTest.class.getResource("extractor").toURI());
  }
}
