package io.afterimage.cli.dashboards;

import com.fasterxml.jackson.databind.JsonNode;
import io.afterimage.schemas.events.EventJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A running Prometheus, by its HTTP interface.
 *
 * @param address such as {@code http://127.0.0.1:9090}
 */
record Prometheus(URI address) {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  /** Prometheus says that a query is wrong. */
  static final class QueryException extends RuntimeException {
    QueryException(String message) {
      super(message);
    }
  }

  /**
   * A rule as Prometheus has loaded it.
   *
   * @param name of the alert or record
   * @param query its expression
   * @param records whether it is a recording rule
   * @param error of its last evaluation; empty when there was none
   */
  record Rule(String name, String query, boolean records, String error) {}

  /**
   * What a query gives over a time.
   *
   * @throws QueryException when the query is wrong
   */
  List<Series> range(String query, Instant from, Instant to, Duration step) {
    JsonNode data =
        get(
            "/api/v1/query_range?query=%s&start=%d&end=%d&step=%d"
                .formatted(
                    URLEncoder.encode(query, StandardCharsets.UTF_8),
                    from.getEpochSecond(),
                    to.getEpochSecond(),
                    step.toSeconds()));
    List<Series> found = new ArrayList<>();
    for (JsonNode result : data.get("result")) {
      Map<String, String> labels = new HashMap<>();
      result
          .get("metric")
          .properties()
          .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
      List<Double> seconds = new ArrayList<>();
      List<Double> values = new ArrayList<>();
      for (JsonNode point : result.get("values")) {
        seconds.add(point.get(0).asDouble());
        values.add(number(point.get(1).asText()));
      }
      found.add(new Series(labels, seconds, values));
    }
    return found;
  }

  /** Every rule that it has loaded. */
  List<Rule> rules() {
    List<Rule> rules = new ArrayList<>();
    for (JsonNode group : get("/api/v1/rules").get("groups")) {
      for (JsonNode rule : group.get("rules")) {
        rules.add(
            new Rule(
                rule.get("name").asText(),
                rule.get("query").asText(),
                rule.get("type").asText().equals("recording"),
                rule.path("lastError").asText("")));
      }
    }
    return rules;
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  private JsonNode get(String path) {
    try {
      HttpResponse<byte[]> response =
          CLIENT.send(
              HttpRequest.newBuilder(address.resolve(path)).build(),
              HttpResponse.BodyHandlers.ofByteArray());
      JsonNode answer = EventJson.mapper().readTree(response.body());
      if (!answer.path("status").asText().equals("success")) {
        throw new QueryException(answer.path("error").asText("status " + response.statusCode()));
      }
      return answer.get("data");
    } catch (IOException e) {
      throw new UncheckedIOException("no Prometheus answers at " + address, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
