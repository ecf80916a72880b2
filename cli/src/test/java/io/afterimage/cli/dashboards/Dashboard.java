package io.afterimage.cli.dashboards;

import com.fasterxml.jackson.databind.JsonNode;
import io.afterimage.schemas.events.EventJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A Grafana dashboard, as far as its queries go.
 *
 * @param name its file's, without the ending
 * @param title its title
 * @param panels in their order
 */
record Dashboard(String name, String title, List<Panel> panels) {

  private static final String ENDING = ".json";

  /**
   * One panel.
   *
   * @param unit as Grafana names it
   */
  record Panel(String title, String unit, List<Query> queries) {}

  /** One query with its legend. */
  record Query(String expression, String legend) {}

  /** Every dashboard in a folder, by name. */
  static List<Dashboard> in(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(ENDING))
          .sorted()
          .map(Dashboard::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read dashboards in " + folder, e);
    }
  }

  private static Dashboard read(Path file) {
    try {
      JsonNode json = EventJson.mapper().readTree(Files.readAllBytes(file));
      List<Panel> panels = new ArrayList<>();
      for (JsonNode panel : json.get("panels")) {
        panels.add(panel(panel));
      }
      for (JsonNode annotation : json.at("/annotations/list")) {
        String name = annotation.get("name").asText();
        panels.add(
            new Panel(
                "annotation: " + name,
                "short",
                List.of(new Query(annotation.get("expr").asText(), name))));
      }
      String name = file.getFileName().toString().replace(ENDING, "");
      return new Dashboard(name, json.get("title").asText(), panels);
    } catch (IOException e) {
      throw new UncheckedIOException("not a dashboard: " + file, e);
    }
  }

  private static Panel panel(JsonNode panel) {
    List<Query> queries = new ArrayList<>();
    for (JsonNode target : panel.get("targets")) {
      queries.add(new Query(target.get("expr").asText(), target.get("legendFormat").asText()));
    }
    return new Panel(
        panel.get("title").asText(), panel.at("/fieldConfig/defaults/unit").asText(), queries);
  }
}
