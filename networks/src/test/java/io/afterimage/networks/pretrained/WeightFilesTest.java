package io.afterimage.networks.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.models.inference.Tensor;
import io.afterimage.networks.backbone.KnownBackbone;
import io.afterimage.networks.weights.MalformedWeightsException;
import io.afterimage.networks.weights.Safetensors;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fixture is what tools/keras_features.py saved. */
class WeightFilesTest {

  private static final int SIZE = 8;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"weights.h5", "weights.weights.h5", "weights.keras"})
  void shouldGiveTheFeaturesOfKerasFromEachFormat(String file) throws Exception {
    KerasFeatures.in(fixture("."))
        .shouldBeThoseOf(
            WeightFiles.read(fixture(file), KnownBackbone.CIFAR10_CNN, SIZE, Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"weights.h5", "weights.weights.h5", "weights.keras"})
  void shouldNameWhatIsWrongInWeightsOfAnotherBackbone(String file) {
    assertThatThrownBy(
            () -> WeightFiles.read(fixture(file), KnownBackbone.VGG16, 224, Optional.empty()))
        .isInstanceOf(MalformedWeightsException.class)
        .hasMessageContaining(file + ": not weights of vgg16")
        .hasMessageContaining("block1_conv1.weight [64, 3, 3, 3] is missing")
        .hasMessageContaining("and 18 more");
  }

  @Test
  void shouldNameTheShapeThatIsNeededForAnotherSize() {
    assertThatThrownBy(
            () ->
                WeightFiles.read(
                    fixture("weights.h5"), KnownBackbone.CIFAR10_CNN, 32, Optional.empty()))
        .isInstanceOf(MalformedWeightsException.class)
        .hasMessageContaining("dense.weight is [100, 27], needed is [100, 675]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"weights.h5", "weights.weights.h5", "weights.keras"})
  void shouldRefuseATruncatedFile(String file) throws Exception {
    byte[] whole = Files.readAllBytes(fixture(file));
    for (int length : new int[] {0, 7, 8, 100, whole.length / 2, whole.length - 1000}) {
      Path cut = Files.write(folder.resolve(file), Arrays.copyOf(whole, length));

      assertThatThrownBy(
              () -> WeightFiles.read(cut, KnownBackbone.CIFAR10_CNN, SIZE, Optional.empty()))
          .as("%d bytes", length)
          .isInstanceOf(MalformedWeightsException.class)
          .hasMessageContaining(cut.toString());
    }
  }

  @Test
  void shouldRefuseWhatIsNoWeightFile() throws IOException {
    Path text = Files.writeString(folder.resolve("weights.h5"), "<html>not found</html>");

    assertThatThrownBy(() -> WeightFiles.read(text, KnownBackbone.VGG16, 224, Optional.empty()))
        .isInstanceOf(MalformedWeightsException.class)
        .hasMessageContaining("not a safetensors file");
  }

  @Test
  void shouldReadTheShippedConventionsFromSafetensorsUnlessTheySayKeras() throws IOException {
    Path file = folder.resolve("weights.safetensors");
    Safetensors.write(KnownBackbone.MOBILENETV2.shippedWeights(), file);

    assertThat(WeightFiles.read(file, KnownBackbone.MOBILENETV2, 160, Optional.empty()).backbone())
        .isEqualTo(KnownBackbone.MOBILENETV2.shippedTable());
  }

  @Test
  void shouldNameWhatSafetensorsLack() throws IOException {
    Map<String, Tensor> weights = new HashMap<>(KnownBackbone.MOBILENETV2.shippedWeights());
    weights.remove("Conv_1_bn.beta");
    Path file = folder.resolve("weights.safetensors");
    Safetensors.write(weights, file);

    assertThatThrownBy(
            () -> WeightFiles.read(file, KnownBackbone.MOBILENETV2, 160, Optional.empty()))
        .isInstanceOf(MalformedWeightsException.class)
        .hasMessageEndingWith("Conv_1_bn.beta [1280] is missing");
  }

  private static Path fixture(String file) throws URISyntaxException {
    return Path.of(WeightFilesTest.class.getResource("cifar10-cnn").toURI()).resolve(file);
  }
}
