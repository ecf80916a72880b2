package io.afterimage.cli.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Alerts and recording rules: explained, tested both ways, and made of metrics that exist. */
class AlertsTest {

  private static final Pattern METRIC = Pattern.compile("\\bafterimage_[a-z_]+");
  private static final Pattern SUFFIX = Pattern.compile("_(bucket|sum|count|max)$");

  @Test
  void shouldHaveARunbookEntryForEachAlertAndNoOther() throws IOException {
    String runbook = Files.readString(Path.of("../docs/runbook.md"));
    Set<String> entries =
        Pattern.compile("(?m)^## (.+)$")
            .matcher(runbook)
            .results()
            .map(match -> match.group(1))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(entries).isEqualTo(names(alerts()));
    assertThat(alerts())
        .allSatisfy(
            alert -> {
              assertThat(alert.at("/annotations/runbook").asText())
                  .isEqualTo(
                      "docs/runbook.md#" + alert.get("alert").asText().toLowerCase(Locale.ROOT));
              assertThat(alert.at("/annotations/summary").asText()).isNotBlank();
              assertThat(alert.at("/labels/severity").asText()).isIn("critical", "warning", "info");
            });
  }

  @Test
  void shouldTestEachAlertBothWays() {
    List<JsonNode> expectations =
        Infra.each(Infra.document("prometheus/tests/alerts.test.yml").get("tests"))
            .flatMap(test -> Infra.each(test.get("alert_rule_test")))
            .toList();

    assertThat(tested(expectations, false)).isEqualTo(names(alerts()));
    assertThat(tested(expectations, true)).isEqualTo(names(alerts()));
  }

  @Test
  void shouldAskForMetricsThatExist() {
    Set<String> asked =
        rules().stream()
            .flatMap(rule -> METRIC.matcher(rule.get("expr").asText()).results())
            .map(match -> SUFFIX.matcher(match.group()).replaceFirst(""))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(MetricsPage.rows().keySet()).containsAll(asked);
  }

  @Test
  void shouldPassPrometheusOwnTests() {
    Optional<Tool> promtool = Tool.find("promtool");
    assumeTrue(promtool.isPresent(), "promtool is not on this machine: rules are not run");

    assertThat(promtool.get().run(Infra.FOLDER, "check", "config", "prometheus/prometheus.yml"))
        .satisfies(result -> assertThat(result.exitCode()).as(result.output()).isZero());
    assertThat(
            promtool.get().run(Infra.FOLDER, "test", "rules", "prometheus/tests/alerts.test.yml"))
        .satisfies(result -> assertThat(result.exitCode()).as(result.output()).isZero());
  }

  private static Set<String> tested(List<JsonNode> expectations, boolean fires) {
    return expectations.stream()
        .filter(expected -> expected.get("exp_alerts").isEmpty() != fires)
        .map(expected -> expected.get("alertname").asText())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> names(List<JsonNode> alerts) {
    return alerts.stream()
        .map(alert -> alert.get("alert").asText())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<JsonNode> alerts() {
    return rules().stream().filter(rule -> rule.has("alert")).toList();
  }

  private static List<JsonNode> rules() {
    return Stream.of("recording", "alerts")
        .map(name -> Infra.document("prometheus/" + name + ".rules.yml"))
        .flatMap(file -> Infra.each(file.get("groups")))
        .flatMap(group -> Infra.each(group.get("rules")))
        .toList();
  }
}
