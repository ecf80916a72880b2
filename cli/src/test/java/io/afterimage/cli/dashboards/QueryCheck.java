package io.afterimage.cli.dashboards;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Asks every query of dashboards and rules, and tells which give an error or nothing.
 *
 * @param prometheus what is asked
 * @param from how far back
 * @param to until when
 */
record QueryCheck(Prometheus prometheus, Instant from, Instant to) {

  static final Duration STEP = Duration.ofSeconds(2);

  private static final Pattern METRIC = Pattern.compile("\\b(?:afterimage|process|jvm|kafka)_\\w+");

  /** What is wrong with a query. */
  record Finding(String where, String query, String what) {
    @Override
    public String toString() {
      return "%s: %s%n    %s".formatted(where, what, query);
    }
  }

  /** Every query of the dashboards that gives an error or nothing. */
  List<Finding> dashboards(List<Dashboard> dashboards) {
    List<Finding> findings = new ArrayList<>();
    for (Dashboard dashboard : dashboards) {
      for (Dashboard.Panel panel : dashboard.panels()) {
        for (Dashboard.Query query : panel.queries()) {
          ask(dashboard.name() + " / " + panel.title(), query.expression())
              .ifPresent(findings::add);
        }
      }
    }
    return findings;
  }

  /**
   * Every rule that gives an error; every recording rule that gives nothing. An alert gives nothing
   * as long as all is well, so that each of its metrics is asked for.
   */
  List<Finding> rules(List<Prometheus.Rule> rules) {
    List<Finding> findings = new ArrayList<>();
    for (Prometheus.Rule rule : rules) {
      if (!rule.error().isEmpty()) {
        findings.add(new Finding("rule " + rule.name(), rule.query(), rule.error()));
      }
      Stream<String> asked =
          rule.records()
              ? Stream.of(rule.query())
              : METRIC.matcher(rule.query()).results().map(MatchResult::group).distinct();
      asked.flatMap(query -> ask("rule " + rule.name(), query).stream()).forEach(findings::add);
    }
    return findings;
  }

  private Optional<Finding> ask(String where, String query) {
    try {
      boolean empty = prometheus.range(query, from, to, STEP).stream().allMatch(Series::isEmpty);
      return empty ? Optional.of(new Finding(where, query, "gives nothing")) : Optional.empty();
    } catch (Prometheus.QueryException e) {
      return Optional.of(new Finding(where, query, e.getMessage()));
    }
  }
}
