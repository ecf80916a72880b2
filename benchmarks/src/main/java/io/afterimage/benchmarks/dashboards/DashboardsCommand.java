package io.afterimage.benchmarks.dashboards;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Holds dashboards and rules to what a Prometheus has seen. */
@Command(
    name = "dashboards",
    description = {
      "Asks a Prometheus every query of the dashboards and rules, lists those that give an error or",
      "nothing, and draws them. infra/check-dashboards runs this. Exit code 1 when there are any."
    },
    mixinStandardHelpOptions = true)
public final class DashboardsCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--prometheus",
      defaultValue = "http://127.0.0.1:9090",
      description = "Default: ${DEFAULT-VALUE}")
  private URI address;

  @Option(
      names = "--dashboards",
      defaultValue = "infra/grafana/dashboards",
      description = "Folder of the dashboards. Default: ${DEFAULT-VALUE}")
  private Path folder;

  @Option(
      names = "--minutes",
      defaultValue = "30",
      description = "How far to look back. Default: ${DEFAULT-VALUE}")
  private long minutes;

  @Option(names = "--plots", description = "Folder to draw into; nothing is drawn without.")
  private Optional<Path> plots;

  @Override
  public Integer call() {
    Instant now = Instant.now();
    QueryCheck check =
        new QueryCheck(new Prometheus(address), now.minus(Duration.ofMinutes(minutes)), now);
    List<Dashboard> dashboards = Dashboard.in(folder);
    List<Prometheus.Rule> rules = check.prometheus().rules();
    List<QueryCheck.Finding> findings = new ArrayList<>(check.dashboards(dashboards));
    findings.addAll(check.rules(rules));
    findings.forEach(this::say);
    plots.ifPresent(
        target ->
            dashboards.forEach(
                dashboard -> say("drawn: " + new Plots(check).write(dashboard, target))));
    long queries =
        dashboards.stream()
            .flatMap(dashboard -> dashboard.panels().stream())
            .mapToLong(panel -> panel.queries().size())
            .sum();
    say(
        "%d queries of %d dashboards and %d rules asked, %d give an error or nothing"
            .formatted(queries, dashboards.size(), rules.size(), findings.size()));
    boolean none = rules.isEmpty() || queries == 0;
    if (none) {
      say("there must be dashboards, and Prometheus must have loaded the rules");
    }
    return findings.isEmpty() && !none ? 0 : 1;
  }

  private void say(Object line) {
    spec.commandLine().getOut().println(line);
  }
}
