package io.afterimage.cli.dashboards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.afterimage.cli.command.TestTerminal;
import io.afterimage.cli.operations.Tool;
import io.afterimage.schemas.events.EventJson;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole demonstration in this process, watched by a real Prometheus where one is installed. The
 * property {@code afterimage.plots} names a folder to draw the dashboards into.
 */
class DemoIT {

  private static final Path DASHBOARDS = Path.of("../infra/grafana/dashboards");
  private static final String PLOTS = System.getProperty("afterimage.plots", "");

  @TempDir static Path folder;

  private static final TestTerminal terminal = new TestTerminal();
  private static Instant began;
  private static Optional<PrometheusProcess> prometheus = Optional.empty();
  private static int exitCode;
  private static JsonNode figures;

  @BeforeAll
  static void demonstrate() throws IOException {
    began = Instant.now();
    int port = threeFreePorts();
    Optional<Tool> tool = Tool.find("prometheus");
    if (tool.isPresent()) {
      prometheus =
          Optional.of(
              PrometheusProcess.start(
                  tool.get(), folder.resolve("prometheus"), port + 2, port, port + 1));
    }
    Path report = folder.resolve("report.json");
    exitCode =
        terminal.run(
            "demo",
            "--once",
            "--http-port",
            Integer.toString(port),
            "--report",
            report.toString(),
            "--data",
            folder.resolve("data").toString());
    assertThat(report).as(terminal.err()).exists();
    figures = EventJson.mapper().readTree(report.toFile());
  }

  @AfterAll
  static void stop() {
    prometheus.ifPresent(PrometheusProcess::close);
  }

  @Test
  void shouldShowSomethingInEveryPanelAndForEveryRule() {
    assumeTrue(
        prometheus.isPresent(), "prometheus is not on this machine: no dashboard was looked at");
    QueryCheck check = new QueryCheck(prometheus.get().prometheus(), began, Instant.now());
    List<Dashboard> dashboards = Dashboard.in(DASHBOARDS);
    List<Prometheus.Rule> rules = check.prometheus().rules();

    List<QueryCheck.Finding> findings = new ArrayList<>(check.dashboards(dashboards));
    findings.addAll(check.rules(rules));

    if (!PLOTS.isEmpty()) {
      dashboards.forEach(dashboard -> new Plots(check).write(dashboard, Path.of(PLOTS)));
    }
    assertThat(dashboards).hasSize(3).allMatch(dashboard -> dashboard.panels().size() > 5);
    assertThat(rules).hasSizeGreaterThan(15);
    assertThat(findings).isEmpty();
  }

  @Test
  void shouldShowThatTheStreamHasCaughtUpInTheEnd() {
    assumeTrue(prometheus.isPresent(), "prometheus is not on this machine: nothing was asked");
    List<Series> lags =
        prometheus
            .get()
            .prometheus()
            .range("afterimage_consumer_lag_seconds", began, Instant.now(), QueryCheck.STEP);

    assertThat(lags)
        .isNotEmpty()
        .allSatisfy(
            lag ->
                assertThat(lag.values().get(lag.values().size() - 1))
                    .as("seconds behind of %s", lag.labels())
                    .isLessThan(10));
  }

  @Test
  void shouldTellAQueryThatGivesNothingOrIsWrong() {
    assumeTrue(prometheus.isPresent(), "prometheus is not on this machine: nothing was asked");
    QueryCheck check = new QueryCheck(prometheus.get().prometheus(), began, Instant.now());
    Dashboard.Panel panel =
        new Dashboard.Panel(
            "p",
            "short",
            List.of(
                new Dashboard.Query("afterimage_no_such_metric", ""),
                new Dashboard.Query("sum(", ""),
                new Dashboard.Query("up", "")));

    assertThat(check.dashboards(List.of(new Dashboard("d", "D", List.of(panel))))).hasSize(2);
  }

  @Test
  void shouldLearnFromLabelsAndAnswerEveryImageOnce() {
    assertThat(exitCode).as(terminal.err()).isZero();
    assertThat(figures.get("lost").asLong()).isZero();
    assertThat(figures.get("duplicated").asLong()).isZero();
    assertThat(figures.get("deadLetters").asLong()).isEqualTo(5);
    assertThat(figures.get("pictures").asLong())
        .isEqualTo(figures.get("predictions").asLong() + figures.get("deadLetters").asLong());
    assertThat(figures.get("predictions").asLong()).isGreaterThan(1500);
    assertThat(figures.get("versions"))
        .extracting(JsonNode::asText)
        .containsExactly("v1", "v2", "v3");
    JsonNode accuracy = figures.get("accuracyByVersion");
    assertThat(accuracy.get("v1").asDouble()).isGreaterThan(0.3);
    assertThat(accuracy.get("v2").asDouble()).isGreaterThan(accuracy.get("v1").asDouble());
    assertThat(accuracy.get("v3").asDouble())
        .isGreaterThan(accuracy.get("v2").asDouble())
        .isGreaterThan(0.75);
    assertThat(figures.get("labels").asLong()).isEqualTo(1950);
    assertThat(figures.get("refresh").get("trigger").asText()).matches("[2-9]\\d\\d new labels");
    assertThat(figures.get("refresh").get("version").asText()).isEqualTo("v2");
    JsonNode run = figures.get("run");
    assertThat(run.get("trigger").asText()).matches("1[5-9]\\d\\d new labels");
    assertThat(run.get("version").asText()).isEqualTo("v3");
    assertThat(run.get("candidateAccuracy").asDouble())
        .isGreaterThan(run.get("activeAccuracy").asDouble());
    assertThat(run.get("outcome").asText()).doesNotContain("not recorded");
    assertThat(terminal.out()).contains("0 lost, 0 duplicated", "too-many-pixels", "truncated");
  }

  /** A port that is free now, as are the next two. */
  private static int threeFreePorts() throws IOException {
    for (int tries = 0; tries < 100; tries++) {
      try (ServerSocket first = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        if (isFree(first.getLocalPort() + 1) && isFree(first.getLocalPort() + 2)) {
          return first.getLocalPort();
        }
      }
    }
    throw new IOException("no three free ports side by side");
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }
}
