package io.afterimage.training.djl;

import io.afterimage.networks.backbone.KnownBackbone;
import io.afterimage.testkit.PythonTool;
import io.afterimage.training.Adam;
import io.afterimage.training.Sgd;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One step of whole networks against Keras: convolutions, pooling, dense layers. The fixtures are
 * what tools/keras_step.py wrote with a rate of 0.01: cifar10-cnn at 8x8, vgg16-narrow at 32x32.
 */
class KerasStepTest {

  @Test
  void shouldStepTheTutorialsNetworkByAdamAsKerasDoes() throws Exception {
    KerasStep.in(fixture("cifar10-cnn-adam"), KnownBackbone.CIFAR10_CNN)
        .shouldBeMadeBy(Adam.withRate(0.01));
  }

  @Test
  void shouldStepTheTutorialsNetworkByGradientDescentAsKerasDoes() throws Exception {
    KerasStep.in(fixture("cifar10-cnn-sgd"), KnownBackbone.CIFAR10_CNN)
        .shouldBeMadeBy(new Sgd(0.01));
  }

  @Test
  void shouldStepTheLayersOfVgg16AsKerasDoes() throws Exception {
    KerasStep.in(fixture("vgg16-narrow-sgd"), KnownBackbone.VGG16)
        .narrow()
        .shouldBeMadeBy(new Sgd(0.01));
  }

  /** Its weights are too large for the tree, so they are made where Keras is installed. */
  @Test
  void shouldStepVgg16InFullAsKerasDoes(@TempDir Path folder) throws Exception {
    PythonTool.runWithKeras("keras_step.py", folder, "vgg16", "32", "sgd", "0.01");

    KerasStep.in(folder, KnownBackbone.VGG16).shouldBeMadeBy(new Sgd(0.01));
  }

  /**
   * The engine for any cut is held to Keras, and the fast one, where it knows the layers, to it.
   */
  @Test
  void shouldStepEfficientNetLiteAsKerasDoes(@TempDir Path folder) throws Exception {
    PythonTool.runWithKeras("keras_step.py", folder, "efficientnet-lite0", "32", "sgd", "0.01");

    KerasStep.in(folder, KnownBackbone.EFFICIENTNET_LITE0).shouldBeMadeBy(new Sgd(0.01));
  }

  @Test
  void shouldStepTheLayersOfResNet50AsKerasDoes(@TempDir Path folder) throws Exception {
    PythonTool.runWithKeras("keras_step.py", folder, "resnet50-narrow", "64", "sgd", "0.01");

    KerasStep.in(folder, KnownBackbone.RESNET50).narrow().shouldBeMadeBy(new Sgd(0.01));
  }

  private static Path fixture(String name) throws URISyntaxException {
    return Path.of(KerasStepTest.class.getResource(name).toURI());
  }
}
