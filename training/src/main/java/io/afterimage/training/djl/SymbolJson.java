package io.afterimage.training.djl;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.afterimage.networks.backbone.Window;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects the nodes of an MXNet symbol and writes the JSON form that MXNet 1.9 loads. */
final class SymbolJson {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MXNET_VERSION = 10900;

  private final List<Map<String, Object>> nodes = new ArrayList<>();
  private final List<Integer> variables = new ArrayList<>();

  /** A node's place in the symbol. */
  record Node(int index) {
    List<Integer> asEntry() {
      return List.of(index, 0, 0);
    }
  }

  /** An argument: what the caller hands in by this name. */
  Node variable(String name) {
    variables.add(nodes.size());
    return add("null", name, Map.of(), List.of());
  }

  /** An operation, under the name that MXNet's operator list has. */
  Node op(String operator, String name, Map<String, ?> attributes, Node... inputs) {
    Map<String, String> texts = new LinkedHashMap<>();
    attributes.forEach((key, value) -> texts.put(key, String.valueOf(value)));
    return add(operator, name, texts, List.of(inputs).stream().map(Node::asEntry).toList());
  }

  /**
   * Feature maps with zeros around them.
   *
   * @param zeros top, left, bottom, right
   */
  Node padded(Node maps, String name, long[] zeros) {
    String widths =
        "(0, 0, 0, 0, %d, %d, %d, %d)".formatted(zeros[0], zeros[2], zeros[1], zeros[3]);
    return op(
        "Pad", name, Map.of("mode", "constant", "constant_value", 0, "pad_width", widths), maps);
  }

  /** A window's attributes, the zeros around it apart. */
  static Map<String, String> attributes(Window window) {
    return Map.of(
        "kernel", pair(window.kernel(), window.kernel()),
        "stride", pair(window.stride(), window.stride()));
  }

  /** Two numbers as an attribute has them, rows first. */
  static String pair(long rows, long columns) {
    return "(" + rows + ", " + columns + ")";
  }

  /** The whole symbol with one output. */
  String write(Node output) {
    Map<String, Object> symbol = new LinkedHashMap<>();
    symbol.put("nodes", nodes);
    symbol.put("arg_nodes", variables);
    symbol.put("heads", List.of(output.asEntry()));
    symbol.put("attrs", Map.of("mxnet_version", List.of("int", MXNET_VERSION)));
    try {
      return JSON.writeValueAsString(symbol);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a symbol of strings and numbers could not be written", e);
    }
  }

  private Node add(
      String operator, String name, Map<String, String> attributes, List<List<Integer>> inputs) {
    nodes.add(Map.of("op", operator, "name", name, "attrs", attributes, "inputs", inputs));
    return new Node(nodes.size() - 1);
  }
}
