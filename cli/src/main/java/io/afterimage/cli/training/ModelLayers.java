package io.afterimage.cli.training;

import io.afterimage.cli.training.LayerSummary.Line;
import io.afterimage.models.Manifest;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.onnx.OnnxModel;
import io.afterimage.networks.backbone.Backbone;
import io.afterimage.networks.backbone.KnownBackbone;
import io.afterimage.networks.backbone.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The layers of a model that is there as a file. */
public final class ModelLayers {

  private static final String HEAD = "head";

  private ModelLayers() {}

  /**
   * Lists them: those of the backbone's table where the file is such a network, otherwise the
   * backbone as one line; nothing where the file has no head.
   *
   * @param fromLayer the first layer of the backbone that learned; none where only the head did
   * @throws io.afterimage.models.CorruptArtifactException when the file is no graph over images
   */
  public static Optional<LayerSummary> of(ModelArtifact model, Optional<Integer> fromLayer) {
    Map<String, List<Long>> shapes = OnnxModel.parse(model.onnx()).shapes();
    return shapes.containsKey(HEAD + ".weight") && shapes.containsKey(HEAD + ".bias")
        ? Optional.of(withHead(model.manifest(), shapes, fromLayer))
        : Optional.empty();
  }

  private static LayerSummary withHead(
      Manifest manifest, Map<String, List<Long>> shapes, Optional<Integer> fromLayer) {
    int side = manifest.input().height();
    int logits = shapes.get(HEAD + ".weight").get(0).intValue();
    return KnownBackbone.find(manifest.backbone())
        .map(known -> known.table(side).withHidden(hidden(shapes)))
        .filter(table -> isIn(table, shapes))
        .map(table -> table(table, logits, side, fromLayer))
        .orElseGet(() -> graph(manifest.backbone(), shapes));
  }

  private static LayerSummary table(
      Backbone backbone, int logits, int side, Optional<Integer> fromLayer) {
    return LayerSummary.of(
        backbone, List.of(), Optional.of(logits), side, fromLayer.orElse(backbone.layers().size()));
  }

  /** Batch norm is folded into what comes before it, and has no constants of its own. */
  private static boolean isIn(Backbone table, Map<String, List<Long>> shapes) {
    return table.rows(table.nominalSize(), table.nominalSize()).stream()
        .flatMap(row -> row.variables().stream())
        .map(Variable::name)
        .filter(name -> name.endsWith(".weight"))
        .allMatch(shapes::containsKey);
  }

  private static List<Integer> hidden(Map<String, List<Long>> shapes) {
    List<Integer> units = new ArrayList<>();
    for (String name = "hidden";
        shapes.containsKey(name + ".weight");
        name = "hidden_" + units.size()) {
      units.add(shapes.get(name + ".weight").get(0).intValue());
    }
    return units;
  }

  private static LayerSummary graph(String name, Map<String, List<Long>> shapes) {
    List<Long> head = shapes.get(HEAD + ".weight");
    long ofHead = values(head) + values(shapes.get(HEAD + ".bias"));
    long all = shapes.values().stream().mapToLong(ModelLayers::values).sum();
    return new LayerSummary(
        List.of(
            new Line(0, name, "ONNX", head.get(1).toString(), all - ofHead, 0, List.of()),
            new Line(1, HEAD, "Dense", head.get(0).toString(), ofHead, ofHead, List.of(name))));
  }

  private static long values(List<Long> shape) {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }
}
