package io.afterimage.training.djl;

import io.afterimage.networks.backbone.Backbone;
import io.afterimage.networks.backbone.Layer;
import io.afterimage.networks.backbone.LayerRow;
import io.afterimage.networks.backbone.LayerShape;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The layers of a backbone above a cut, and what they are to each other.
 *
 * @param learning these layers in order
 * @param shapes of every layer's output, those below the cut included, by its name
 */
record SuffixLayers(List<Layer> learning, Map<String, LayerShape> shapes) {

  /** Copies the collections. */
  SuffixLayers {
    learning = List.copyOf(learning);
    shapes = Map.copyOf(shapes);
  }

  /**
   * Those of a backbone.
   *
   * @param fromLayer the index of the first layer above the cut
   * @param height of the image in pixels
   * @param width of the image in pixels
   */
  static SuffixLayers of(Backbone backbone, int fromLayer, int height, int width) {
    List<LayerRow> rows = backbone.rows(height, width);
    return new SuffixLayers(
        rows.subList(fromLayer, rows.size()).stream().map(LayerRow::layer).toList(),
        rows.stream().collect(Collectors.toMap(row -> row.layer().name(), LayerRow::shape)));
  }

  /** A layer's output, which is feature maps. */
  LayerShape.Maps maps(String name) {
    return (LayerShape.Maps) shapes.get(name);
  }

  /** The batch norm that alone takes this layer's output, if so. */
  Optional<Layer.BatchNormalization> normalisationOf(String name) {
    return soleTakerOf(name, Layer.BatchNormalization.class);
  }

  /** Whether max pooling alone takes this layer's output. */
  boolean isOnlyPooled(String name) {
    return soleTakerOf(name, Layer.MaxPooling2D.class).isPresent();
  }

  /** The convolution whose output this pooling alone takes, if so. */
  Optional<Layer.Conv2D> convolutionOf(Layer.MaxPooling2D pool) {
    return named(pool.input(), Layer.Conv2D.class).filter(conv -> isOnlyPooled(conv.name()));
  }

  /** The padding layer of this name, if it is one. */
  Optional<Layer.ZeroPadding2D> padding(String name) {
    return named(name, Layer.ZeroPadding2D.class);
  }

  private <T extends Layer> Optional<T> named(String name, Class<T> type) {
    return of(type, learning.stream().filter(layer -> layer.name().equals(name)));
  }

  private <T extends Layer> Optional<T> soleTakerOf(String name, Class<T> type) {
    List<Layer> takers = learning.stream().filter(layer -> layer.inputs().contains(name)).toList();
    return takers.size() == 1 ? of(type, takers.stream()) : Optional.empty();
  }

  private static <T> Optional<T> of(Class<T> type, Stream<Layer> layers) {
    return layers.filter(type::isInstance).map(type::cast).findFirst();
  }
}
