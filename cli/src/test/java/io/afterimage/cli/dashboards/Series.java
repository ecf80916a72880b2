package io.afterimage.cli.dashboards;

import java.util.List;
import java.util.Map;

/**
 * One time series.
 *
 * @param labels by name
 * @param seconds since 1970
 * @param values at those times, as many
 */
record Series(Map<String, String> labels, List<Double> seconds, List<Double> values) {

  /** Copies the collections. */
  Series {
    labels = Map.copyOf(labels);
    seconds = List.copyOf(seconds);
    values = List.copyOf(values);
  }

  boolean isEmpty() {
    return values.stream().allMatch(value -> value.isNaN() || value.isInfinite());
  }

  /** A Grafana legend such as <code>{{version}} serves</code> with this series' labels. */
  String named(String legend) {
    String name = legend;
    for (Map.Entry<String, String> label : labels.entrySet()) {
      name = name.replace("{{" + label.getKey() + "}}", label.getValue());
    }
    return name;
  }
}
