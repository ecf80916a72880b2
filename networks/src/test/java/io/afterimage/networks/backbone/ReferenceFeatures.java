package io.afterimage.networks.backbone;

import io.afterimage.models.inference.Tensor;
import io.afterimage.networks.weights.SafetensorsFile;
import io.afterimage.testkit.SharedFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Images of 160x160 with the features that independent implementations give for them. */
public final class ReferenceFeatures {

  private ReferenceFeatures() {}

  /** An image's name, pixels in a direct buffer, and 1,280 features. */
  public record Example(String name, ByteBuffer rgb, float[] features) {}

  /** The image made by a formula, which the tests carry with them, and MobileNetV2's features. */
  public static Example formula() {
    return formula(KnownBackbone.MOBILENETV2);
  }

  /** The same image with the features of a backbone. */
  public static Example formula(KnownBackbone known) {
    Map<String, Tensor> tensors = new HashMap<>(resource(KnownBackbone.MOBILENETV2));
    tensors.putAll(resource(known));
    return examples(tensors).get(0);
  }

  private static Map<String, Tensor> resource(KnownBackbone known) {
    String name = name(known) + "_formula.safetensors";
    try (InputStream in = ReferenceFeatures.class.getResourceAsStream(name)) {
      return SafetensorsFile.read(in, name).tensors();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name(KnownBackbone known) {
    return known.code().replace('-', '_');
  }

  /** All images, photos included, where the folder of shared data is there. */
  public static Optional<List<Example>> all(KnownBackbone known) throws IOException {
    Optional<Path> file =
        SharedFolder.find("reference")
            .map(folder -> folder.resolve(name(known) + "_features.safetensors"));
    if (file.isEmpty() || !Files.isRegularFile(file.get())) {
      return Optional.empty();
    }
    return Optional.of(examples(SafetensorsFile.read(file.get()).tensors()));
  }

  private static List<Example> examples(Map<String, Tensor> tensors) {
    return tensors.keySet().stream()
        .filter(name -> name.endsWith(".rgb"))
        .map(name -> name.substring(0, name.length() - ".rgb".length()))
        .map(
            name ->
                new Example(
                    name,
                    direct(tensors.get(name + ".rgb").values()),
                    tensors.get(name + ".features").values()))
        .toList();
  }

  private static ByteBuffer direct(float[] values) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(values.length);
    for (float value : values) {
      buffer.put((byte) (int) value);
    }
    return buffer.clear();
  }
}
