package io.afterimage.cli.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.trainer.buffer.BufferLimits;
import io.afterimage.trainer.buffer.ReplayBuffer;
import io.afterimage.trainer.intake.IntakeMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/metrics.md} names every meter in the code, and no other. */
class MetricsDocTest {

  private static final List<String> MODULES =
      List.of(
          "service",
          "images",
          "models",
          "registry",
          "training",
          "streams-app",
          "trainer-service",
          "console");
  private static final Pattern METER = Pattern.compile("\"(afterimage(?:\\.[a-z]+)+)\"");

  /** Names that begin alike but are no meters: properties that carry objects to Kafka. */
  private static final Set<String> NO_METERS =
      Set.of(
          "afterimage.in.flight.table",
          "afterimage.faulty.records",
          "afterimage.store.memory",
          "afterimage.client.meters");

  /** The package whose names are of attributes of spans. */
  private static final String SPANS = "tracing";

  @Test
  void shouldNameEveryMeterAndNoOther() {
    Set<String> documented =
        MetricsPage.rows().entrySet().stream()
            .filter(row -> row.getKey().startsWith("afterimage_"))
            .map(MetricsDocTest::meter)
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(documented).isEqualTo(meters());
  }

  @Test
  void shouldSayWhatEachMetricAnswers() {
    assertThat(MetricsPage.rows()).hasSizeGreaterThan(50);
    assertThat(MetricsPage.rows().values()).allMatch(row -> row.answers().length() > 10);
  }

  @Test
  void shouldNameEveryOutcomeOfFeedback() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    new IntakeMetrics(registry, new ReplayBuffer(BufferLimits.DEFAULT));

    assertThat(registry.get("afterimage.feedback.examples").counters())
        .hasSizeGreaterThan(5)
        .allSatisfy(
            counter ->
                assertThat(MetricsPage.rows().get("afterimage_feedback_examples_total").answers())
                    .contains("`" + counter.getId().getTag("outcome") + "`"));
  }

  /** Micrometer's name of what Prometheus shows: without the suffixes of type and unit. */
  private static String meter(Map.Entry<String, MetricsPage.Row> row) {
    return row.getKey()
        .replaceFirst("_total$", "")
        .replaceFirst("_(seconds|bytes|percent)$", "")
        .replace('_', '.');
  }

  private static Set<String> meters() {
    Set<String> meters = new TreeSet<>();
    for (String module : MODULES) {
      sources(Path.of("..", module, "src/main/java"))
          .forEach(
              text -> METER.matcher(text).results().forEach(match -> meters.add(match.group(1))));
    }
    meters.removeAll(NO_METERS);
    return meters;
  }

  private static List<String> sources(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".java") && !file.getParent().endsWith(SPANS))
          .map(MetricsDocTest::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
