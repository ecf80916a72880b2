package io.afterimage.networks.onnx;

import io.afterimage.networks.backbone.Layer;
import io.afterimage.networks.backbone.LayerRow;
import io.afterimage.networks.backbone.LayerShape.Maps;
import io.afterimage.networks.backbone.Padding.Amount;
import io.afterimage.networks.backbone.Window;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A backbone's rows, by name and by who takes whose output. */
final class LayerTable {

  private final List<LayerRow> rows;
  private final Map<String, LayerRow> byName = new HashMap<>();
  private final Map<String, List<Layer>> consumers = new HashMap<>();

  LayerTable(List<LayerRow> rows) {
    this.rows = rows;
    for (LayerRow row : rows) {
      byName.put(row.layer().name(), row);
      for (String input : row.layer().inputs()) {
        consumers.computeIfAbsent(input, name -> new ArrayList<>()).add(row.layer());
      }
    }
  }

  /** The layers that these outputs depend on, themselves included, in the table's order. */
  List<Layer> needed(Set<String> outputs) {
    Set<String> needed = new HashSet<>(outputs);
    for (int i = rows.size() - 1; i >= 0; i--) {
      if (needed.contains(rows.get(i).layer().name())) {
        needed.addAll(rows.get(i).layer().inputs());
      }
    }
    return rows.stream().map(LayerRow::layer).filter(row -> needed.contains(row.name())).toList();
  }

  /** The layers that take this one's output. */
  List<Layer> consumers(Layer layer) {
    return consumers.getOrDefault(layer.name(), List.of());
  }

  /** The layer's feature maps. */
  Maps maps(String layer) {
    return (Maps) byName.get(layer).shape();
  }

  /** The layer whose values reach this one through padding only. */
  Layer source(Layer.Unary layer) {
    Layer input = byName.get(layer.input()).layer();
    return input instanceof Layer.ZeroPadding2D pad ? source(pad) : input;
  }

  /** Top, left, bottom, right: the window's own zeros and those of a padding layer before it. */
  long[] pads(Layer.Unary layer, Window window) {
    long[] pads = pads(maps(layer.input()), window);
    if (byName.get(layer.input()).layer() instanceof Layer.ZeroPadding2D pad) {
      long[] before = pads(maps(pad.input()), pad.window());
      for (int i = 0; i < pads.length; i++) {
        pads[i] += before[i];
      }
    }
    return pads;
  }

  private static long[] pads(Maps maps, Window window) {
    Amount rows = window.padding().of(maps.height(), window.kernel(), window.stride());
    Amount columns = window.padding().of(maps.width(), window.kernel(), window.stride());
    return new long[] {rows.before(), columns.before(), rows.after(), columns.after()};
  }
}
