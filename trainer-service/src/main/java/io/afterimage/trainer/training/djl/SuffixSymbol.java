package io.afterimage.trainer.training.djl;

import io.afterimage.model.backbone.Activation;
import io.afterimage.model.backbone.Backbone;
import io.afterimage.model.backbone.Layer;
import io.afterimage.model.backbone.LayerRow;
import io.afterimage.model.backbone.LayerShape;
import io.afterimage.model.backbone.Padding;
import io.afterimage.model.backbone.Window;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes the layers of a backbone above a cut, and the head, as an MXNet symbol.
 *
 * <p>Its arguments are the tensors that cross the cut by their layer's name, every variable and
 * moving statistic of the layers by its name, {@link FineTuneInputs#DROPOUT_MASK} (n, features),
 * {@code head.weight} and {@code head.bias}; its output is the logits.
 *
 * <p>Batch norm after a convolution is folded into it inside the graph: with {@code s = gamma /
 * sqrt(moving_variance + epsilon)} the convolution has the weights {@code w s} and the bias {@code
 * beta - moving_mean s}, so gradients reach {@code w}, {@code gamma} and {@code beta} through small
 * tensors and no affine map is applied per pixel.
 *
 * <p>A convolution that only max pooling takes has {@link FilterBlocks}, whose maps of zeros go no
 * further than through the pooling, and is rectified after it, where there is less to do: the
 * largest value rectified is the largest rectified value.
 */
final class SuffixSymbol {

  private final SymbolJson json = new SymbolJson();
  private final List<LayerRow> learning;
  private final double epsilon;
  private final Map<String, LayerShape> shapes = new HashMap<>();
  private final Map<String, SymbolJson.Node> outputs = new HashMap<>();
  private final Map<String, Layer.ZeroPadding2D> paddings = new HashMap<>();

  private SuffixSymbol(Backbone backbone, int fromLayer, int height, int width) {
    List<LayerRow> rows = backbone.rows(height, width);
    rows.forEach(row -> shapes.put(row.layer().name(), row.shape()));
    var cut = backbone.cutAt(fromLayer);
    learning = rows.subList(cut.index(), rows.size());
    epsilon = backbone.batchNormEpsilon();
    for (String name : cut.crossing()) {
      // Without BlockGrad, MXNet's statically allocated graphs give wrong gradients for the layers
      // that take an input which needs none.
      outputs.put(name, op("BlockGrad", name + "_input", Map.of(), json.variable(name)));
    }
  }

  /**
   * The symbol in MXNet's JSON form.
   *
   * @param height of the picture in pixels; padding may depend on it
   * @param width of the picture in pixels
   * @param logits the number of outputs
   */
  static String write(Backbone backbone, int fromLayer, int height, int width, int logits) {
    SuffixSymbol symbol = new SuffixSymbol(backbone, fromLayer, height, width);
    symbol.learning.forEach(row -> symbol.add(row.layer()));
    return symbol.json.write(symbol.head(backbone.output().name(), logits));
  }

  private void add(Layer layer) {
    if (layer instanceof Layer.Conv2D conv) {
      addConvolution(conv, conv.window(), conv.filters(), 1, conv.bias());
      if (!isOnlyPooled(conv.name())) {
        activate(conv.name(), conv.activation());
      }
    } else if (layer instanceof Layer.DepthwiseConv2D conv) {
      int channels = maps(conv.input()).channels();
      addConvolution(conv, conv.window(), channels, channels, conv.bias());
    } else if (layer instanceof Layer.BatchNormalization norm) {
      outputs.computeIfAbsent(norm.name(), name -> normalised(norm));
    } else if (layer instanceof Layer.ZeroPadding2D padding) {
      paddings.put(padding.name(), padding);
    } else if (layer instanceof Layer.ReLU relu) {
      outputs.put(relu.name(), rectified(relu));
    } else if (layer instanceof Layer.Add add) {
      put(add, "elemwise_add", Map.of(), input(add.left()), input(add.right()));
    } else if (layer instanceof Layer.MaxPooling2D pool) {
      addPooling(pool);
    } else if (layer instanceof Layer.GlobalAveragePooling2D pool) {
      outputs.put(pool.name(), globalAverage(pool.name(), input(pool.input())));
    } else if (layer instanceof Layer.Flatten flatten) {
      put(flatten, "Flatten", Map.of(), input(flatten.input()));
    } else if (layer instanceof Layer.Dense dense) {
      outputs.put(dense.name(), dense(dense.name(), dense.units(), input(dense.input())));
      activate(dense.name(), dense.activation());
    } else {
      throw new IllegalArgumentException(
          "layer %s (%s) cannot learn: fine-tune from a later layer"
              .formatted(layer.name(), layer.type()));
    }
  }

  private void activate(String name, Activation activation) {
    if (activation == Activation.RELU) {
      outputs.put(name, op("relu", name + "_relu", Map.of(), outputs.get(name)));
    }
  }

  private void addConvolution(
      Layer.Unary layer, Window window, int filters, int groups, boolean biased) {
    String name = layer.name();
    SymbolJson.Node weight = json.variable(name + ".weight");
    Optional<SymbolJson.Node> bias =
        biased ? Optional.of(json.variable(name + ".bias")) : Optional.empty();
    Optional<Layer.BatchNormalization> norm = soleNormalisationOf(name);
    if (norm.isPresent()) {
      Affine affine = affine(norm.get());
      weight =
          op(
              "broadcast_mul",
              name + "_folded",
              Map.of(),
              weight,
              reshape(affine.scale(), name + "_scale", "(-1, 1, 1, 1)"));
      bias = Optional.of(affine.applyTo(bias, this, name));
    }
    int zeros =
        layer instanceof Layer.Conv2D && isOnlyPooled(name) ? FilterBlocks.missing(filters) : 0;
    if (zeros > 0) {
      int side = window.kernel();
      int channels = maps(layer.input()).channels();
      weight = FilterBlocks.filledUp(json, weight, name + "_weights", zeros, channels, side, side);
      bias = bias.map(b -> FilterBlocks.filledUp(json, b, name + "_biases", zeros));
    }
    Map<String, Object> attributes = new HashMap<>(attributes(window));
    attributes.put("num_filter", filters + zeros);
    attributes.put("num_group", groups);
    attributes.put("no_bias", bias.isPresent() ? "False" : "True");
    SymbolJson.Node input = padded(layer.input(), window, attributes);
    SymbolJson.Node[] inputs =
        bias.isPresent()
            ? new SymbolJson.Node[] {input, weight, bias.get()}
            : new SymbolJson.Node[] {input, weight};
    SymbolJson.Node output = op("Convolution", name, attributes, inputs);
    outputs.put(name, output);
    norm.ifPresent(folded -> outputs.put(folded.name(), output));
  }

  /** The batch norm that alone takes this layer's output, if so. */
  private Optional<Layer.BatchNormalization> soleNormalisationOf(String name) {
    return soleTakerOf(name, Layer.BatchNormalization.class);
  }

  private boolean isOnlyPooled(String name) {
    return soleTakerOf(name, Layer.MaxPooling2D.class).isPresent();
  }

  private <T extends Layer> Optional<T> soleTakerOf(String name, Class<T> type) {
    List<Layer> takers =
        learning.stream().map(LayerRow::layer).filter(l -> l.inputs().contains(name)).toList();
    return takers.size() == 1
        ? takers.stream().filter(type::isInstance).map(type::cast).findFirst()
        : Optional.empty();
  }

  /** What batch norm does to each channel: {@code x scale + (beta - mean scale)}. */
  private record Affine(SymbolJson.Node scale, SymbolJson.Node beta, SymbolJson.Node mean) {

    SymbolJson.Node applyTo(Optional<SymbolJson.Node> bias, SuffixSymbol symbol, String name) {
      SymbolJson.Node centred =
          bias.map(b -> symbol.op("elemwise_sub", name + "_centred", Map.of(), b, mean))
              .orElseGet(() -> symbol.op("negative", name + "_centred", Map.of(), mean));
      SymbolJson.Node scaled =
          symbol.op("elemwise_mul", name + "_offset", Map.of(), centred, scale);
      return symbol.op("elemwise_add", name + "_shift", Map.of(), beta, scaled);
    }
  }

  private Affine affine(Layer.BatchNormalization norm) {
    String name = norm.name();
    SymbolJson.Node variance = json.variable(name + ".moving_variance");
    SymbolJson.Node raised =
        op("_plus_scalar", name + "_raised", Map.of("scalar", epsilon), variance);
    SymbolJson.Node inverse = op("rsqrt", name + "_inverse", Map.of(), raised);
    SymbolJson.Node scale =
        op("elemwise_mul", name + "_scale", Map.of(), json.variable(name + ".gamma"), inverse);
    return new Affine(scale, json.variable(name + ".beta"), json.variable(name + ".moving_mean"));
  }

  /** Batch norm that follows no convolution of the suffix, as an affine map per pixel. */
  private SymbolJson.Node normalised(Layer.BatchNormalization norm) {
    Affine affine = affine(norm);
    String name = norm.name();
    SymbolJson.Node scale = reshape(affine.scale(), name + "_scale4", "(1, -1, 1, 1)");
    SymbolJson.Node shift =
        reshape(affine.applyTo(Optional.empty(), this, name), name + "_shift4", "(1, -1, 1, 1)");
    SymbolJson.Node scaled =
        op("broadcast_mul", name + "_scaled", Map.of(), input(norm.input()), scale);
    return op("broadcast_add", name, Map.of(), scaled, shift);
  }

  private SymbolJson.Node rectified(Layer.ReLU relu) {
    SymbolJson.Node input = input(relu.input());
    return relu.max().isPresent()
        ? op("clip", relu.name(), Map.of("a_min", 0, "a_max", relu.max().getAsDouble()), input)
        : op("relu", relu.name(), Map.of(), input);
  }

  private void addPooling(Layer.MaxPooling2D pool) {
    if (pool.window().padding() != Padding.VALID || paddings.containsKey(pool.input())) {
      throw new IllegalArgumentException(
          "layer %s pools over padding: fine-tune from a later layer".formatted(pool.name()));
    }
    Map<String, Object> attributes = new HashMap<>(attributes(pool.window()));
    attributes.put("pool_type", "max");
    put(pool, "Pooling", attributes, input(pool.input()));
    learning.stream()
        .map(LayerRow::layer)
        .filter(below -> below.name().equals(pool.input()) && isOnlyPooled(below.name()))
        .filter(Layer.Conv2D.class::isInstance)
        .map(Layer.Conv2D.class::cast)
        .findFirst()
        .ifPresent(conv -> finish(conv, pool.name()));
  }

  /** What a convolution leaves to the pooling that takes it. */
  private void finish(Layer.Conv2D conv, String pool) {
    if (FilterBlocks.missing(conv.filters()) > 0) {
      outputs.put(pool, FilterBlocks.first(json, outputs.get(pool), pool, conv.filters()));
    }
    activate(pool, conv.activation());
  }

  private SymbolJson.Node head(String features, int logits) {
    SymbolJson.Node vector =
        shapes.get(features) instanceof LayerShape.Maps
            ? globalAverage("features", input(features))
            : input(features);
    SymbolJson.Node kept =
        op("elemwise_mul", "dropout", Map.of(), vector, json.variable(FineTuneInputs.DROPOUT_MASK));
    return dense("head", logits, kept);
  }

  private SymbolJson.Node globalAverage(String name, SymbolJson.Node input) {
    Map<String, ?> attributes =
        Map.of("global_pool", "True", "pool_type", "avg", "kernel", "(1, 1)");
    return op("Flatten", name + "_vector", Map.of(), op("Pooling", name, attributes, input));
  }

  private SymbolJson.Node dense(String name, int units, SymbolJson.Node input) {
    return op(
        "FullyConnected",
        name,
        Map.of("num_hidden", units, "no_bias", "False"),
        input,
        json.variable(name + ".weight"),
        json.variable(name + ".bias"));
  }

  /** The layer's output with the zeros that a window needs: inside the operation where it can. */
  private SymbolJson.Node padded(String source, Window window, Map<String, Object> attributes) {
    Layer.ZeroPadding2D padding = paddings.get(source);
    String inner = padding == null ? source : padding.input();
    Window padder = padding == null ? window : padding.window();
    Padding.Amount rows = amount(maps(inner).height(), padder);
    Padding.Amount columns = amount(maps(inner).width(), padder);
    if (rows.before() == rows.after() && columns.before() == columns.after()) {
      attributes.put("pad", pair(rows.before(), columns.before()));
      return input(inner);
    }
    String widths =
        "(0, 0, 0, 0, %d, %d, %d, %d)"
            .formatted(rows.before(), rows.after(), columns.before(), columns.after());
    return op(
        "Pad",
        source + "_padded",
        Map.of("mode", "constant", "constant_value", 0, "pad_width", widths),
        input(inner));
  }

  private static Padding.Amount amount(int size, Window window) {
    return window.padding().of(size, window.kernel(), window.stride());
  }

  private static Map<String, String> attributes(Window window) {
    return Map.of(
        "kernel", pair(window.kernel(), window.kernel()),
        "stride", pair(window.stride(), window.stride()));
  }

  private static String pair(int rows, int columns) {
    return "(" + rows + ", " + columns + ")";
  }

  private SymbolJson.Node reshape(SymbolJson.Node node, String name, String shape) {
    return op("Reshape", name, Map.of("shape", shape), node);
  }

  private SymbolJson.Node input(String name) {
    SymbolJson.Node node = outputs.get(name);
    if (node == null) {
      throw new IllegalArgumentException(
          "layer %s cannot be taken here: only a convolution may follow padding".formatted(name));
    }
    return node;
  }

  private LayerShape.Maps maps(String name) {
    return (LayerShape.Maps) shapes.get(name);
  }

  private void put(
      Layer layer, String operator, Map<String, ?> attributes, SymbolJson.Node... inputs) {
    outputs.put(layer.name(), op(operator, layer.name(), attributes, inputs));
  }

  private SymbolJson.Node op(
      String operator, String name, Map<String, ?> attributes, SymbolJson.Node... inputs) {
    return json.op(operator, name, attributes, inputs);
  }
}
