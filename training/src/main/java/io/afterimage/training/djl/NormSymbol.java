package io.afterimage.training.djl;

import io.afterimage.networks.backbone.Layer;
import io.afterimage.training.djl.SymbolJson.Node;
import java.util.Map;
import java.util.Optional;

/**
 * What batch norm does to each channel, in an MXNet symbol: {@code x scale + (beta - mean scale)}
 * with {@code scale = gamma / sqrt(moving_variance + epsilon)}.
 *
 * @param json takes the nodes
 */
record NormSymbol(SymbolJson json, Node scale, Node beta, Node mean) {

  /** Of a layer whose variables and statistics are arguments of the symbol. */
  static NormSymbol of(SymbolJson json, Layer.BatchNormalization norm, double epsilon) {
    String name = norm.name();
    Node variance = json.variable(name + ".moving_variance");
    Node raised = json.op("_plus_scalar", name + "_raised", Map.of("scalar", epsilon), variance);
    Node inverse = json.op("rsqrt", name + "_inverse", Map.of(), raised);
    Node scale =
        json.op("elemwise_mul", name + "_scale", Map.of(), json.variable(name + ".gamma"), inverse);
    return new NormSymbol(
        json, scale, json.variable(name + ".beta"), json.variable(name + ".moving_mean"));
  }

  /** A convolution's weights with the norm in them. */
  Node fold(Node weight, String name) {
    return json.op(
        "broadcast_mul", name + "_folded", Map.of(), weight, scaleAs("(-1, 1, 1, 1)", name));
  }

  /**
   * What is added to each channel in the end.
   *
   * @param bias of what is normalised
   */
  Node shift(Optional<Node> bias, String name) {
    Node centred =
        bias.map(b -> json.op("elemwise_sub", name + "_centred", Map.of(), b, mean))
            .orElseGet(() -> json.op("negative", name + "_centred", Map.of(), mean));
    Node scaled = json.op("elemwise_mul", name + "_offset", Map.of(), centred, scale);
    return json.op("elemwise_add", name + "_shift", Map.of(), beta, scaled);
  }

  /** The norm as an affine map of every pixel. */
  Node perPixel(Node input, String name) {
    Node factor = scaleAs("(1, -1, 1, 1)", name);
    Node shift =
        json.op(
            "Reshape",
            name + "_shift4",
            Map.of("shape", "(1, -1, 1, 1)"),
            shift(Optional.empty(), name));
    Node scaled = json.op("broadcast_mul", name + "_scaled", Map.of(), input, factor);
    return json.op("broadcast_add", name, Map.of(), scaled, shift);
  }

  private Node scaleAs(String shape, String name) {
    return json.op("Reshape", name + "_scale4", Map.of("shape", shape), scale);
  }
}
