package io.afterimage.networks.pretrained;

import io.afterimage.networks.backbone.KnownBackbone;
import io.afterimage.testkit.PythonTool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Features against Keras' for random weights, where Keras is installed. */
class KerasParityTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "mobilenetv2, 96",
    "vgg16, 48",
    "vgg19, 32",
    "cifar10-cnn, 32",
    "efficientnet-lite0, 64",
    "efficientnet-lite2, 64",
    "resnet50, 64"
  })
  void shouldGiveTheFeaturesOfKeras(String name, int size) throws Exception {
    PythonTool.runWithKeras("keras_features.py", folder, name, Integer.toString(size));
    KerasFeatures keras = KerasFeatures.in(folder);

    for (String file :
        new String[] {"weights.h5", "weights.weights.h5", "weights.keras", "weights.keras1.h5"}) {
      Path weights = folder.resolve(file);
      if (Files.exists(weights)) {
        keras.shouldBeThoseOf(
            WeightFiles.read(weights, KnownBackbone.named(name), size, Optional.empty()));
      }
    }
  }
}
