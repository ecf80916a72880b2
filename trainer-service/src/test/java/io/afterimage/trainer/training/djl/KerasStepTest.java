package io.afterimage.trainer.training.djl;

import io.afterimage.model.backbone.KnownBackbone;
import io.afterimage.trainer.training.Adam;
import io.afterimage.trainer.training.Sgd;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * One step of whole networks against Keras: convolutions, pooling, dense layers. The fixtures are
 * what tools/keras_step.py wrote for cifar10-cnn at 8x8 with a rate of 0.01.
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

  /** Its weights are too large for the tree: {@code tools/keras_step.py vgg16 32 sgd 0.01}. */
  @Test
  void shouldStepVgg16AsKerasDoes() throws Exception {
    String folder = System.getProperty("afterimage.step.vgg16");
    Assumptions.assumeTrue(
        folder != null, "-Dafterimage.step.vgg16=FOLDER names what tools/keras_step.py wrote");
    KerasStep.in(Path.of(folder), KnownBackbone.VGG16).shouldBeMadeBy(new Sgd(0.01));
  }

  private static Path fixture(String name) throws URISyntaxException {
    return Path.of(KerasStepTest.class.getResource(name).toURI());
  }
}
