package io.afterimage.training.djl;

import io.afterimage.networks.backbone.Layer;
import io.afterimage.networks.backbone.LayerGraph;
import io.afterimage.networks.backbone.Window;
import io.afterimage.training.djl.SymbolJson.Node;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Writes the convolutions of a suffix into its MXNet symbol, in the forms that MXNet computes fast.
 *
 * <p>Batch norm after a convolution is folded into it inside the graph: with {@code s = gamma /
 * sqrt(moving_variance + epsilon)} the convolution has the weights {@code w s} and the bias {@code
 * beta - moving_mean s}, so gradients reach {@code w}, {@code gamma} and {@code beta} through small
 * tensors and no affine map is applied per pixel.
 *
 * <p>A convolution that only max pooling takes has {@link FilterBlocks}, whose maps of zeros go no
 * further than through the pooling.
 *
 * @param json takes the nodes
 * @param epsilon of batch norm
 * @param outputs a layer's node by its name, of those that are written before
 */
record SuffixConvolutions(
    SymbolJson json, LayerGraph layers, double epsilon, Function<String, Node> outputs) {

  /** A convolution, and the batch norm that alone takes it; not its activation. */
  Node write(Layer.Conv2D conv) {
    int zeros = missing(conv);
    return write(conv, conv.window(), new Filters(conv.filters(), zeros, 1), conv.bias());
  }

  /** The same of each channel by itself. */
  Node write(Layer.DepthwiseConv2D conv) {
    int channels = layers.maps(conv.input()).channels();
    return write(conv, conv.window(), new Filters(channels, 0, channels), conv.bias());
  }

  /** The maps of a convolution's own filters, once they are pooled. */
  Node ownMaps(Layer.Conv2D conv, Node pooled, String pool) {
    return missing(conv) > 0 ? FilterBlocks.first(json, pooled, pool, conv.filters()) : pooled;
  }

  private int missing(Layer.Conv2D conv) {
    return layers.poolingOf(conv.name()).isPresent() ? FilterBlocks.missing(conv.filters()) : 0;
  }

  private record Filters(int learned, int zeros, int groups) {}

  private Node write(Layer.Unary layer, Window window, Filters filters, boolean biased) {
    String name = layer.name();
    Node weight = json.variable(name + ".weight");
    Optional<Node> bias = biased ? Optional.of(json.variable(name + ".bias")) : Optional.empty();
    Optional<NormSymbol> norm =
        layers.normOf(name).map(folded -> NormSymbol.of(json, folded, epsilon));
    if (norm.isPresent()) {
      weight = norm.get().fold(weight, name);
      bias = Optional.of(norm.get().shift(bias, name));
    }
    if (filters.zeros() > 0) {
      int side = window.kernel();
      int channels = layers.maps(layer.input()).channels();
      weight =
          FilterBlocks.filledUp(
              json, weight, name + "_weights", filters.zeros(), channels, side, side);
      bias = bias.map(b -> FilterBlocks.filledUp(json, b, name + "_biases", filters.zeros()));
    }
    Map<String, Object> attributes = new HashMap<>(SymbolJson.attributes(window));
    attributes.put("num_filter", filters.learned() + filters.zeros());
    attributes.put("num_group", filters.groups());
    attributes.put("no_bias", bias.isPresent() ? "False" : "True");
    Node input = padded(layer.input(), window, attributes);
    return bias.isPresent()
        ? json.op("Convolution", name, attributes, input, weight, bias.get())
        : json.op("Convolution", name, attributes, input, weight);
  }

  /** The layer's output with the zeros that a window needs: inside the operation where it can. */
  private Node padded(String source, Window window, Map<String, Object> attributes) {
    Optional<Layer.ZeroPadding2D> padding = layers.absorbedPadding(source);
    String inner = padding.map(Layer.ZeroPadding2D::input).orElse(source);
    Window padder = padding.map(Layer.ZeroPadding2D::window).orElse(window);
    long[] zeros = padder.zeros(layers.maps(inner));
    Node input = outputs.apply(inner);
    if (zeros[0] == zeros[2] && zeros[1] == zeros[3]) {
      attributes.put("pad", SymbolJson.pair(zeros[0], zeros[1]));
      return input;
    }
    return json.padded(input, source + "_padded", zeros);
  }
}
