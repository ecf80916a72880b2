package io.afterimage.networks.pretrained;

import io.afterimage.models.inference.Tensor;
import io.afterimage.networks.backbone.Backbone;
import io.afterimage.networks.backbone.Conventions;
import io.afterimage.networks.backbone.KnownBackbone;
import io.afterimage.networks.backbone.Preprocessing;
import io.afterimage.networks.backbone.ShippedWeights;
import io.afterimage.networks.weights.KerasFile;
import io.afterimage.networks.weights.MalformedWeightsException;
import io.afterimage.networks.weights.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the weights of a backbone from a file: those that Keras writes, whatever their ending, and
 * safetensors with the project's own names ({@code block1_conv1.weight}).
 */
public final class WeightFiles {

  /**
   * Metadata of a safetensors file: {@code keras} where its weights follow Keras' conventions;
   * without it, those of the shipped weights hold, where the project ships some.
   */
  public static final String CONVENTIONS = "conventions";

  private static final String KERAS = "keras";

  private WeightFiles() {}

  /**
   * Reads a file.
   *
   * @param size height and width of the images that the backbone is to take
   * @param preprocessing in place of the family's own
   * @throws MalformedWeightsException when the file is damaged, or its weights are not those of
   *     this backbone, naming what is missing or of another shape
   */
  public static WeightedBackbone read(
      Path file, KnownBackbone known, int size, Optional<Preprocessing> preprocessing)
      throws IOException {
    if (KerasFile.isOne(file)) {
      Conventions keras = preprocessing.map(known.conventions()::with).orElse(known.conventions());
      return readKeras(file, known.table(size, keras), keras.preprocessing());
    }
    SafetensorsFile safetensors = SafetensorsFile.read(file);
    Conventions conventions =
        known
            .shipped()
            .filter(shipped -> !KERAS.equals(safetensors.metadata().get(CONVENTIONS)))
            .map(ShippedWeights::conventions)
            .orElse(known.conventions());
    Backbone backbone = known.table(size, preprocessing.map(conventions::with).orElse(conventions));
    return checked(backbone, safetensors.tensors(), file);
  }

  /**
   * Reads a file that Keras wrote, for a table of Keras' layers and conventions.
   *
   * @param preprocessing that the weights were trained with
   * @throws MalformedWeightsException when the file is damaged, or its weights are not those of
   *     this table, naming what is missing or of another shape
   */
  public static WeightedBackbone readKeras(
      Path file, Backbone backbone, Preprocessing preprocessing) throws IOException {
    Map<String, Tensor> weights =
        new KerasWeights(backbone, preprocessing.takesBgr(), file.toString())
            .of(KerasFile.read(file));
    return checked(backbone, weights, file);
  }

  private static WeightedBackbone checked(
      Backbone backbone, Map<String, Tensor> weights, Path file) {
    int side = backbone.nominalSize();
    List<String> problems = new ArrayList<>();
    backbone.rows(side, side).stream()
        .flatMap(row -> row.variables().stream())
        .forEach(
            variable -> {
              Tensor tensor = weights.get(variable.name());
              if (tensor == null) {
                problems.add("%s %s is missing".formatted(variable.name(), variable.shape()));
              } else if (!variable.hasShapeOf(tensor)) {
                problems.add(
                    "%s is %s, needed is %s"
                        .formatted(
                            variable.name(), Arrays.toString(tensor.shape()), variable.shape()));
              }
            });
    if (!problems.isEmpty()) {
      throw new MalformedWeightsException(
          "%s: not weights of %s for images of %dx%d: %s"
              .formatted(file, backbone.name(), side, side, shortened(problems)));
    }
    return new WeightedBackbone(backbone, weights);
  }

  private static String shortened(List<String> problems) {
    int shown = 8;
    return problems.size() <= shown
        ? String.join("; ", problems)
        : String.join("; ", problems.subList(0, shown))
            + "; and %d more".formatted(problems.size() - shown);
  }
}
