package io.afterimage.trainer.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.config.Settings;
import io.afterimage.kafka.images.Fetched;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class GroupingTest {

  private static final Instant AT = Instant.parse("2026-03-01T12:34:56Z");

  private static Grouping read(Map<String, String> options) {
    Settings settings = new Settings(options);
    Grouping grouping = Grouping.read(settings);
    settings.finish();
    return grouping;
  }

  private static Optional<String> of(Grouping grouping, String id) {
    return grouping.of(id, Optional.empty(), AT);
  }

  @Test
  void shouldTakeEachImageForItselfUnlessToldOtherwise() {
    assertThat(read(Map.of())).isEqualTo(Grouping.BY_HEADER);
    assertThat(of(Grouping.BY_HEADER, "camera-7/1.jpg")).isEmpty();
    assertThat(Grouping.BY_HEADER.of("a", Optional.of(" "), AT)).isEmpty();
  }

  @Test
  void shouldFindTheGroupInTheId() {
    Grouping whole = read(Map.of("training.group.pattern", "camera-\\d+/\\d{4}-\\d{2}"));
    Grouping part = read(Map.of("training.group.pattern", "^([^/]+)/"));

    assertThat(of(whole, "site/camera-7/2026-03-01/9.jpg")).contains("camera-7/2026-03");
    assertThat(of(part, "camera-7/2026-03-01/9.jpg")).contains("camera-7");
    assertThat(of(part, "9.jpg")).isEmpty();
  }

  @Test
  void shouldGroupByBlocksOfTimeAndByTheIdWithinThem() {
    Grouping hours = read(Map.of("training.group.by.time", "1h"));
    Grouping both =
        read(Map.of("training.group.by.time", "1h", "training.group.pattern", "^[^/]+"));

    assertThat(of(hours, "a")).contains("2026-03-01T12:00:00Z");
    assertThat(hours.of("b", Optional.empty(), AT.plusSeconds(3600)))
        .contains("2026-03-01T13:00:00Z");
    assertThat(of(both, "camera-7/9.jpg")).contains("camera-7 2026-03-01T12:00:00Z");
  }

  @Test
  void shouldTakeTheHeaderBeforeAnythingElse() {
    Grouping both =
        read(Map.of("training.group.by.time", "1h", "training.group.pattern", "^[^/]+"));

    assertThat(both.of("camera-7/9.jpg", Optional.of("student-3 "), AT)).contains("student-3");
  }

  @Test
  void shouldReadTheHeadersOfAnImage() {
    assertThat(found("group", "student-3"))
        .isEqualTo(new Fetched.Found(null, Optional.of("student-3"), AT));
    assertThat(found("captured-at", "2026-02-01T00:00:00Z").takenAt())
        .isEqualTo(Instant.parse("2026-02-01T00:00:00Z"));
    assertThat(found("captured-at", "yesterday").takenAt()).isEqualTo(AT);
  }

  private static Fetched.Found found(String header, String value) {
    return Fetched.Found.of(
        new ConsumerRecord<>(
            "images",
            0,
            0,
            AT.toEpochMilli(),
            TimestampType.CREATE_TIME,
            0,
            0,
            null,
            null,
            new RecordHeaders().add(header, value.getBytes(StandardCharsets.UTF_8)),
            Optional.empty()));
  }
}
