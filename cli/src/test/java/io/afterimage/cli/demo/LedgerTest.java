package io.afterimage.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.cli.demo.Ledger.DeadLetter;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.Prediction;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {

  private static final Instant SENT = Instant.parse("2026-01-01T00:00:00Z");

  private final Ledger ledger = new Ledger(true);

  @TempDir Path folder;

  @Test
  void shouldCountWhatIsMissingAndWhatCameTwice() {
    ledger.sending("a", Optional.of("cat"), true);
    ledger.sending("b", Optional.of("cat"), true);
    ledger.sending("c", Optional.of("dog"), true);
    predict("a", "v1", "cat", 10);
    predict("b", "v1", "dog", 20);
    predict("b", "v2", "cat", 30);

    LedgerSnapshot now = ledger.snapshot();

    assertThat(now.unanswered()).isEqualTo(1);
    assertThat(now.duplicated()).isEqualTo(1);
    assertThat(now.versions())
        .containsExactly(Map.entry("v1", new LedgerSnapshot.Version(2, 2, 0.5, 10, 20)));
  }

  @Test
  void shouldMeasureOnlyByWhatNobodyLabels() {
    ledger.sending("labelled", Optional.of("cat"), false);
    ledger.sending("measured", Optional.of("cat"), true);
    predict("labelled", "v1", "cat", 10);
    predict("measured", "v1", "dog", 10);

    assertThat(ledger.snapshot().versions().get("v1"))
        .isEqualTo(new LedgerSnapshot.Version(2, 1, 0, 10, 10));
    assertThat(ledger.snapshot().measuredOf("v1")).isEqualTo(1);
    assertThat(ledger.snapshot().measuredOf("v2")).isZero();
  }

  @Test
  void shouldNotTakeADeadLetterForTheAnswerToAGoodImage() {
    ledger.sending("good", Optional.of("cat"), true);
    ledger.sending("broken", Optional.empty(), false);
    ledger.refused(new DeadLetter("good", "corrupt", ""));
    predict("broken", "v1", "cat", 10);

    assertThat(ledger.snapshot().unanswered()).isEqualTo(2);
    assertThat(ledger.snapshot().deadLetters()).isEmpty();

    ledger.refused(new DeadLetter("broken", "truncated", "at 5"));
    assertThat(ledger.snapshot().deadLetters()).hasSize(1);
    assertThat(ledger.snapshot().unanswered()).isEqualTo(1);
  }

  @Test
  void shouldTakeADeadLetterForTheAnswerToAFileOfTheUsers() {
    Ledger ofTheUsers = new Ledger(false);
    ofTheUsers.sending("cats/page.jpg", Optional.of("cat"), true);
    ofTheUsers.sending("broken", Optional.empty(), false);

    ofTheUsers.refused(new DeadLetter("cats/page.jpg", "not-a-picture", "HTML"));

    assertThat(ofTheUsers.snapshot().unanswered()).isEqualTo(1);
    assertThat(ofTheUsers.snapshot().deadLetters())
        .containsExactly(new DeadLetter("cats/page.jpg", "not-a-picture", "HTML"));
  }

  @Test
  void shouldIgnoreWhatOthersSent() {
    predict("theirs", "v1", "cat", 10);
    ledger.refused(new DeadLetter("theirs too", "empty", ""));

    assertThat(ledger.snapshot().answered()).isZero();
    assertThat(ledger.snapshot().versions()).isEmpty();
  }

  @Test
  void shouldTellNearestRankPercentiles() {
    Latencies latencies = new Latencies();
    assertThat(latencies.percentile(0.5)).isZero();
    for (int millis = 2000; millis >= 1; millis--) {
      latencies.add(millis);
    }
    assertThat(latencies.percentile(0.5)).isEqualTo(1000);
    assertThat(latencies.percentile(0.99)).isEqualTo(1980);
    assertThat(latencies.percentile(1)).isEqualTo(2000);
  }

  @Test
  void shouldReportEveryFigureAsJson() throws IOException {
    ledger.sending("a", Optional.of("cat"), true);
    ledger.sending("lost", Optional.of("cat"), true);
    ledger.sending("broken", Optional.empty(), false);
    predict("a", "v1", "cat", 10);
    ledger.refused(new DeadLetter("broken", "empty", ""));
    Path file = folder.resolve("report.json");

    DemoRun run =
        new DemoRun(
            "80 new labels",
            1.5,
            "published as v2",
            Optional.of("v2"),
            Optional.of(0.75),
            Optional.of(0.5));
    DemoReport report = DemoReport.of(ledger.snapshot(), 2, 80, DemoRun.of(new RunLog(true)), run);
    report.writeTo(file);

    assertThat(report.exactlyOnce()).isFalse();
    assertThat(EventJson.mapper().readTree(file.toFile()))
        .isEqualTo(
            EventJson.mapper()
                .readTree(
                    """
                    {"pictures": 3, "predictions": 1, "deadLetters": 1, "lost": 1, "duplicated": 0,
                     "imagesPerSecond": 1.0, "p50Millis": 10, "p99Millis": 10, "versions": ["v1"],
                     "accuracyByVersion": {"v1": 1.0}, "labels": 80,
                     "refresh": {"trigger": "none", "seconds": 0.0, "outcome": "none"},
                     "run": {"trigger": "80 new labels", "seconds": 1.5, "outcome": "published as v2",
                             "version": "v2", "candidateAccuracy": 0.75, "activeAccuracy": 0.5}}
                    """));
  }

  private void predict(String id, String version, String label, long millis) {
    ledger.predicted(
        new Prediction(
            id,
            new ImagePointer("images", 0, 0),
            version,
            label,
            1,
            Map.of(label, 1.0),
            Optional.empty(),
            SENT,
            SENT),
        SENT.plusMillis(millis));
  }
}
