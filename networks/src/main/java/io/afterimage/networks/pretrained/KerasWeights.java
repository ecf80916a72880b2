package io.afterimage.networks.pretrained;

import io.afterimage.models.inference.Tensor;
import io.afterimage.networks.backbone.Backbone;
import io.afterimage.networks.backbone.Layer;
import io.afterimage.networks.backbone.LayerGraph;
import io.afterimage.networks.backbone.LayerRow;
import io.afterimage.networks.backbone.Variable;
import io.afterimage.networks.weights.KerasFile;
import io.afterimage.networks.weights.StoredLayer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the layers of a backbone among those of a Keras file. By name where the file has every
 * name; otherwise by Keras 3's numbering of each type; otherwise by order, as Keras itself loads.
 *
 * @param backbone whose layers are wanted
 * @param bgr whether the first convolution's weights were learned on blue, green, red
 * @param source what error messages call the file
 */
record KerasWeights(Backbone backbone, boolean bgr, String source) {

  /** What could be found, under the project's names; what is missing is left out. */
  Map<String, Tensor> of(KerasFile file) {
    List<LayerRow> rows = backbone.rows(backbone.nominalSize(), backbone.nominalSize());
    KerasTensors tensors = new KerasTensors(new LayerGraph(rows), bgr, source);
    Map<String, Tensor> weights = new LinkedHashMap<>();
    found(rows, file.layers())
        .forEach(
            (row, stored) -> {
              List<Variable> variables = row.variables();
              for (int i = 0; i < Math.min(variables.size(), stored.arrays().size()); i++) {
                weights.put(
                    variables.get(i).name(),
                    tensors.converted(row.layer(), i, stored.arrays().get(i)));
              }
            });
    return weights;
  }

  private static Map<LayerRow, StoredLayer> found(List<LayerRow> rows, List<StoredLayer> stored) {
    List<LayerRow> needed = rows.stream().filter(row -> !row.variables().isEmpty()).toList();
    Map<LayerRow, StoredLayer> named = byName(needed, stored);
    if (named.size() == needed.size()) {
      return named;
    }
    return byNumber(rows, needed, stored).or(() -> byOrder(needed, stored)).orElse(named);
  }

  private static Map<LayerRow, StoredLayer> byName(
      List<LayerRow> needed, List<StoredLayer> stored) {
    Map<String, StoredLayer> named = new HashMap<>();
    stored.forEach(layer -> layer.names().forEach(name -> named.putIfAbsent(name, layer)));
    Map<LayerRow, StoredLayer> found = new LinkedHashMap<>();
    for (LayerRow row : needed) {
      Optional.ofNullable(named.get(row.layer().name())).ifPresent(layer -> found.put(row, layer));
    }
    return found;
  }

  /** Below whatever the model's layers lie, such as {@code layers/functional/layers}. */
  private static Optional<Map<LayerRow, StoredLayer>> byNumber(
      List<LayerRow> rows, List<LayerRow> needed, List<StoredLayer> stored) {
    Map<String, StoredLayer> slots = new HashMap<>();
    Set<String> parents = new LinkedHashSet<>();
    for (StoredLayer layer : stored) {
      if (!layer.slot().isEmpty()) {
        slots.put(layer.slot(), layer);
        parents.add(layer.slot().substring(0, layer.slot().lastIndexOf('/') + 1));
      }
    }
    Map<LayerRow, String> numbered = numbered(rows);
    return parents.stream()
        .filter(
            parent -> needed.stream().allMatch(r -> slots.containsKey(parent + numbered.get(r))))
        .findFirst()
        .map(
            parent -> {
              Map<LayerRow, StoredLayer> found = new LinkedHashMap<>();
              needed.forEach(row -> found.put(row, slots.get(parent + numbered.get(row))));
              return found;
            });
  }

  /** {@code conv2d}, {@code conv2d_1}, and so on: each layer's type and number. */
  private static Map<LayerRow, String> numbered(List<LayerRow> rows) {
    Map<String, Integer> counts = new HashMap<>();
    Map<LayerRow, String> numbered = new HashMap<>();
    for (LayerRow row : rows) {
      String type = snakeCase(row.layer());
      int number = counts.merge(type, 1, Integer::sum) - 1;
      numbered.put(row, number == 0 ? type : type + "_" + number);
    }
    return numbered;
  }

  /** {@code DepthwiseConv2D} becomes {@code depthwise_conv2d}. */
  private static String snakeCase(Layer layer) {
    return layer.type().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
  }

  /** A file of Keras' older format lists the layers in their order; a top may follow. */
  private static Optional<Map<LayerRow, StoredLayer>> byOrder(
      List<LayerRow> needed, List<StoredLayer> stored) {
    List<StoredLayer> listed = stored.stream().filter(layer -> layer.slot().isEmpty()).toList();
    if (listed.size() < needed.size()) {
      return Optional.empty();
    }
    Map<LayerRow, StoredLayer> found = new LinkedHashMap<>();
    List<LayerRow> rows = new ArrayList<>(needed);
    for (int i = 0; i < rows.size(); i++) {
      found.put(rows.get(i), listed.get(i));
    }
    return Optional.of(found);
  }
}
