package io.afterimage.networks.weights;

import io.afterimage.models.inference.Tensor;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the layers in Keras' HDF5 files. Keras 1 and 2, and 3's older format, list {@code
 * layer_names} and, for each, {@code weight_names}; Keras 3 has {@code vars} groups with numbered
 * arrays, wherever a layer lies in the model.
 *
 * @param source what error messages call the file
 */
record KerasLayers(String source) {

  private static final String LAYERS = "layer_names";
  private static final String WEIGHTS = "weight_names";
  private static final String WHOLE_MODEL = "model_weights";
  private static final String VARIABLES = "vars";
  private static final String OPTIMIZER = "optimizer";

  List<StoredLayer> of(Group root) {
    Group model = root.getChild(WHOLE_MODEL) instanceof Group group ? group : root;
    List<StoredLayer> layers = new ArrayList<>();
    if (model.getAttribute(LAYERS) == null) {
      addNumbered(model, "", layers);
    } else {
      for (String name : strings(model, LAYERS)) {
        addNamed(group(model, name), name, layers);
      }
    }
    if (layers.isEmpty()) {
      throw new MalformedWeightsException(source + ": no layer of Keras with weights is in it");
    }
    return layers;
  }

  private void addNumbered(Group group, String path, List<StoredLayer> layers) {
    for (Map.Entry<String, Node> child : group.getChildren().entrySet()) {
      if (!(child.getValue() instanceof Group below) || child.getKey().equals(OPTIMIZER)) {
        continue;
      }
      if (!child.getKey().equals(VARIABLES)) {
        addNumbered(below, path.isEmpty() ? child.getKey() : path + "/" + child.getKey(), layers);
      } else if (!below.getChildren().isEmpty()) {
        List<Tensor> arrays = new ArrayList<>();
        for (int i = 0; i < below.getChildren().size(); i++) {
          arrays.add(tensor(below, Integer.toString(i)));
        }
        layers.add(new StoredLayer(strings(below, "name"), path, arrays));
      }
    }
  }

  /** A nested model lists the weights of all its layers under its own name. */
  private void addNamed(Group group, String groupName, List<StoredLayer> layers) {
    Map<String, List<Tensor>> byLayer = new LinkedHashMap<>();
    for (String path : strings(group, WEIGHTS)) {
      byLayer
          .computeIfAbsent(layerOf(path, groupName), layer -> new ArrayList<>())
          .add(tensor(group, path));
    }
    boolean single = byLayer.size() == 1;
    byLayer.forEach(
        (name, arrays) ->
            layers.add(
                new StoredLayer(single ? List.of(name, groupName) : List.of(name), "", arrays)));
  }

  /** The last but one part of {@code block1/Conv1/kernel:0}. */
  private static String layerOf(String path, String groupName) {
    String[] parts = path.split("/", -1);
    return parts.length < 2 ? groupName : parts[parts.length - 2];
  }

  private Group group(Group parent, String name) {
    if (parent.getChild(name) instanceof Group group) {
      return group;
    }
    throw new MalformedWeightsException(
        "%s: layer %s is listed but absent".formatted(source, name));
  }

  private Tensor tensor(Group group, String path) {
    Node node = group;
    for (String name : path.split("/", -1)) {
      node = node instanceof Group parent ? parent.getChild(name) : null;
    }
    if (!(node instanceof Dataset dataset)) {
      throw new MalformedWeightsException(
          "%s: %s has no array %s".formatted(source, group.getPath(), path));
    }
    long[] shape = Arrays.stream(dataset.getDimensions()).asLongStream().toArray();
    Object values = dataset.getDataFlat();
    if (values instanceof float[] floats) {
      return new Tensor(shape, floats);
    } else if (values instanceof double[] doubles) {
      float[] floats = new float[doubles.length];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = (float) doubles[i];
      }
      return new Tensor(shape, floats);
    }
    throw new MalformedWeightsException(
        "%s: array %s holds %s, float is needed"
            .formatted(source, dataset.getPath(), dataset.getJavaType()));
  }

  private static List<String> strings(Node node, String attribute) {
    Attribute found = node.getAttribute(attribute);
    Object data = found == null || found.isEmpty() ? null : found.getData();
    if (data instanceof String[] several) {
      return List.of(several);
    }
    return data instanceof String one ? List.of(one) : List.of();
  }
}
