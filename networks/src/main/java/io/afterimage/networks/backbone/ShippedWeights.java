package io.afterimage.networks.backbone;

import io.afterimage.models.inference.Tensor;
import io.afterimage.networks.weights.SafetensorsFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * Weights that the project ships, in a jar of their own: {@code afterimage-weights-NAME}.
 *
 * @param name of the backbone
 * @param conventions that they follow
 */
public record ShippedWeights(String name, Conventions conventions) {

  private static final String FOLDER = "/io/afterimage/weights/";

  /**
   * Reads the weights again on each call.
   *
   * @throws IllegalStateException when their jar is not on the class path
   */
  public Map<String, Tensor> read() {
    String file = name + "-imagenet.safetensors";
    try (InputStream in = ShippedWeights.class.getResourceAsStream(FOLDER + file)) {
      if (in == null) {
        throw new IllegalStateException(
            "the weights of %s are not on the class path: add the jar afterimage-weights-%s"
                .formatted(name, name));
      }
      return SafetensorsFile.read(in, file).tensors();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
