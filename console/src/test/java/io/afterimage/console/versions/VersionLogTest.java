package io.afterimage.console.versions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.ModelEvent;
import io.afterimage.schemas.events.ModelEvent.Announced;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VersionLogTest {

  private static final Instant START = Instant.parse("2026-05-01T10:00:00Z");

  private final VersionLog log = new VersionLog();
  private int minutes;

  static Announced announced(String version, Instant at) {
    return new Announced(
        version,
        "model-artifacts/0@7",
        "ab".repeat(32),
        1_000,
        List.of("cat", "dog"),
        Optional.of("v0"),
        Optional.of(0.9),
        Optional.of(new ModelEvent.Gate(0.91, 0.85, 0.95, 100, Optional.of(0.88))),
        Optional.of("trainer, run auto-refresh-1"),
        Optional.of("20 new labels"),
        Optional.of("fingerprint"),
        at);
  }

  static ModelEvent.Staged waiting(String version, Instant at) {
    return new ModelEvent.Staged(
        version,
        ModelEvent.Stage.APPROVAL,
        0,
        announced(version, at),
        Optional.of("passed the gate"),
        Optional.of(at.plusSeconds(60)),
        at);
  }

  private Instant next() {
    return START.plusSeconds(60L * minutes++);
  }

  private Optional<Happening> take(ModelEvent event) {
    return log.take(EventJson.write(event), "model-events-0-1");
  }

  @Test
  void shouldTellWhenWhichVersionWasActive() {
    take(announced("v1", next()));
    take(announced("v2", next()));
    take(new ModelEvent.Pinned("v1", Optional.of("holiday"), next()));
    take(new ModelEvent.Unpinned("v1", Optional.empty(), next()));
    take(new ModelEvent.RolledBack("v2", Optional.of("worse"), next()));

    assertThat(log.reigns())
        .extracting(reign -> reign.version().orElse("none"), VersionLog.Reign::from)
        .containsExactly(
            tuple("v1", START),
            tuple("v2", START.plusSeconds(60)),
            tuple("v1", START.plusSeconds(120)),
            tuple("v2", START.plusSeconds(180)),
            tuple("v1", START.plusSeconds(240)));
  }

  @Test
  void shouldTellWhatHappenedNewestFirst() {
    take(new ModelEvent.Reserved("v1", "claim", next()));
    take(announced("v1", next()));
    take(
        new ModelEvent.Staged(
            "v2",
            ModelEvent.Stage.SHADOW,
            0.1,
            announced("v2", START),
            Optional.of("passed"),
            next()));
    take(new ModelEvent.Rejected("v1", "stream-2", "no memory", next()));

    assertThat(log.newest(10))
        .extracting(Happening::kind)
        .containsExactly("rejected", "shadow", "announced");
    assertThat(log.newest(1))
        .containsExactly(
            new Happening(
                "rejected",
                "v1",
                START.plusSeconds(180),
                Optional.empty(),
                Optional.of("no memory"),
                Optional.of("stream-2"),
                Optional.empty()));
    assertThat(log.newest(10).get(2))
        .returns(Optional.of("trainer, run auto-refresh-1"), Happening::by)
        .returns(Optional.of("20 new labels"), Happening::reason);
  }

  @Test
  void shouldPassOverWhatIsNoModelEvent() {
    assertThat(log.take("{}".getBytes(StandardCharsets.UTF_8), "model-events-0-1")).isEmpty();
    assertThat(log.take(null, "model-events-0-2")).isEmpty();
    assertThat(log.newest(10)).isEmpty();
  }

  @Test
  void shouldForgetTheOldest() {
    take(announced("v1", next()));
    for (int i = 0; i < VersionLog.MOST; i++) {
      take(new ModelEvent.Rejected("v1", "stream-" + i, "no memory", next()));
    }

    assertThat(log.newest(Integer.MAX_VALUE))
        .hasSize(VersionLog.MOST)
        .noneMatch(happening -> happening.kind().equals("announced"));
    assertThat(log.registry().active()).isPresent();
  }

  @Test
  void shouldNameTheRunThatMadeAVersion() {
    take(announced("v1", next()));
    Announced promoted = announced("v2", next());
    take(
        new Announced(
            "v2",
            promoted.location(),
            promoted.sha256(),
            promoted.bytes(),
            promoted.labels(),
            promoted.parentVersion(),
            promoted.validationAccuracy(),
            promoted.gate(),
            Optional.of("trainer, run retrain-7f promoted by command"),
            Optional.empty(),
            Optional.empty(),
            promoted.at()));
    take(
        new Announced(
            "v3", "l", "s", 1, List.of("a", "b"), Optional.of("v2"), Optional.empty(), next()));

    assertThat(log.registry().history())
        .extracting(version -> VersionRow.of(version).run().orElse("none"))
        .containsExactly("auto-refresh-1", "retrain-7f", "none");
  }
}
