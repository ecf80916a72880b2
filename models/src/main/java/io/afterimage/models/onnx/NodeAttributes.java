package io.afterimage.models.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.afterimage.models.CorruptArtifactException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The attributes of a node, with the operator's defaults for missing ones. */
public final class NodeAttributes {

  private final NodeProto node;
  private final Map<String, AttributeProto> attributes;

  /** Takes a node's attributes. */
  public NodeAttributes(NodeProto node) {
    this.node = node;
    this.attributes =
        node.getAttributeList().stream()
            .collect(Collectors.toMap(AttributeProto::getName, Function.identity(), (a, b) -> b));
  }

  /**
   * Refuses a node with other attributes: to ignore one would give other values.
   *
   * @throws CorruptArtifactException naming them
   */
  public NodeAttributes requireOnly(String... known) {
    Set<String> others = new TreeSet<>(attributes.keySet());
    others.removeAll(Set.of(known));
    if (!others.isEmpty()) {
      throw new CorruptArtifactException(
          "node %s (%s) has the attributes %s, which are not supported"
              .formatted(node.getName(), node.getOpType(), others));
    }
    return this;
  }

  /** An integer. */
  public long integer(String name, long absent) {
    return attributes.containsKey(name) ? attributes.get(name).getI() : absent;
  }

  /** A list of integers. */
  public List<Long> integers(String name, List<Long> absent) {
    return attributes.containsKey(name) ? attributes.get(name).getIntsList() : absent;
  }
}
