package io.afterimage.networks.backbone;

import io.afterimage.networks.backbone.LayerShape.Maps;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A backbone's layers, or those above a cut, and what they are to each other. */
public final class LayerGraph {

  private final Map<String, LayerRow> all = new HashMap<>();
  private final Map<String, Layer> own = new HashMap<>();
  private final Map<String, List<Layer>> takers = new HashMap<>();
  private final List<Layer> layers;

  /** Of all layers. */
  public LayerGraph(List<LayerRow> rows) {
    this(rows, 0);
  }

  /**
   * Of the layers from an index. The shapes of those before it are known too.
   *
   * @param rows the whole backbone
   */
  public LayerGraph(List<LayerRow> rows, int from) {
    rows.forEach(row -> all.put(row.layer().name(), row));
    layers = rows.subList(from, rows.size()).stream().map(LayerRow::layer).toList();
    for (Layer layer : layers) {
      own.put(layer.name(), layer);
      layer
          .inputs()
          .forEach(input -> takers.computeIfAbsent(input, n -> new ArrayList<>()).add(layer));
    }
  }

  /** In the table's order. */
  public List<Layer> layers() {
    return layers;
  }

  /** The layers that these outputs depend on, themselves included, in the table's order. */
  public List<Layer> needed(Set<String> outputs) {
    Set<String> needed = new HashSet<>(outputs);
    for (int i = layers.size() - 1; i >= 0; i--) {
      if (needed.contains(layers.get(i).name())) {
        needed.addAll(layers.get(i).inputs());
      }
    }
    return layers.stream().filter(layer -> needed.contains(layer.name())).toList();
  }

  /** A layer's output. */
  public LayerShape shape(String layer) {
    return all.get(layer).shape();
  }

  /** A layer's output, which is feature maps. */
  public Maps maps(String layer) {
    return (Maps) shape(layer);
  }

  /** The batch norm that alone takes this layer's output, if so. */
  public Optional<Layer.BatchNormalization> normOf(String layer) {
    return soleTaker(layer, Layer.BatchNormalization.class);
  }

  /** The pooling that alone takes this layer's output, if so. */
  public Optional<Layer.MaxPooling2D> poolingOf(String layer) {
    return soleTaker(layer, Layer.MaxPooling2D.class);
  }

  /** The layer of this name, if it is one of a type. */
  public <T extends Layer> Optional<T> find(String layer, Class<T> type) {
    return Optional.ofNullable(own.get(layer)).filter(type::isInstance).map(type::cast);
  }

  /** The padding of this name, if all layers that take it can do it themselves. */
  public Optional<Layer.ZeroPadding2D> absorbedPadding(String layer) {
    return find(layer, Layer.ZeroPadding2D.class)
        .filter(pad -> takers(layer).stream().allMatch(Layer::absorbsPadding));
  }

  /** Whether a layer takes the image, with padding between at most. */
  public boolean isFirst(Layer layer) {
    String input = layer.inputs().get(0);
    return find(input, Layer.ZeroPadding2D.class)
        .map(this::isFirst)
        .orElseGet(() -> find(input, Layer.InputLayer.class).isPresent());
  }

  private List<Layer> takers(String layer) {
    return takers.getOrDefault(layer, List.of());
  }

  private <T extends Layer> Optional<T> soleTaker(String layer, Class<T> type) {
    List<Layer> found = takers(layer);
    return found.size() == 1 ? find(found.get(0).name(), type) : Optional.empty();
  }
}
