package io.afterimage.stream.feedback;

import static io.afterimage.stream.feedback.JoinDriver.RETENTION;
import static io.afterimage.stream.feedback.JoinDriver.START;
import static io.afterimage.stream.feedback.JoinDriver.header;
import static io.afterimage.stream.feedback.JoinDriver.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.schemas.events.DeadLetterHeaders;
import io.afterimage.schemas.events.LabelRecords;
import io.afterimage.schemas.events.LabelText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelRefusalTest {

  @TempDir private Path folder;
  private JoinDriver join;

  @BeforeEach
  void start() {
    join = new JoinDriver(folder);
  }

  @AfterEach
  void stop() {
    join.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "a    | cat                                            | not a LabelEvent in JSON",
        "a    | {\"imageId\":\"a\"}                            | label",
        "a    | {\"label\":\"cat\"}                            | imageId",
        "a    | {\"imageId\":\"a\",\"label\":null}             | label",
        "a    | {\"imageId\":\"a\",\"label\":\"  \"}           | the label is blank",
        "a    | null                                           | null",
        "none | none                                           | neither key nor value",
        "a    | {\"imageId\":\"a\",\"retract\":\"yes\"}         | retract",
        "a    | {\"imageId\":\"a\",\"label\":\"cat\",\"sha256\":\"9F86\"} | the sha256 '9F86' is"
            + " not",
        "b    | {\"imageId\":\"a\",\"label\":\"cat\"}          | key 'b' is not the image id 'a'",
        "none | {\"imageId\":\"a\",\"label\":\"cat\"}          | no key",
      })
  void shouldSendAMalformedLabelToTheDeadLettersAtOnce(String key, String value, String detail) {
    join.prediction("a", "dog", 1);
    byte[] bytes = value == null ? null : utf8(value);

    join.labelRecord(key == null ? null : utf8(key), bytes, Map.of("by", "anna"));

    TestRecord<String, byte[]> letter = join.deadLetters.readRecord();
    assertThat(letter.key()).isEqualTo(key == null ? "shop-labels-0-0" : key);
    assertThat(letter.value()).isEqualTo(bytes);
    assertThat(letter.getRecordTime()).isEqualTo(START);
    assertThat(header(letter, "by")).isEqualTo("anna");
    assertThat(header(letter, DeadLetterHeaders.REASON)).isEqualTo("malformed-label");
    assertThat(header(letter, DeadLetterHeaders.DETAIL)).contains(detail);
    assertThat(header(letter, DeadLetterHeaders.TOPIC)).isEqualTo("shop-labels");
    assertThat(header(letter, DeadLetterHeaders.PARTITION)).isEqualTo("0");
    assertThat(header(letter, DeadLetterHeaders.OFFSET)).isEqualTo("0");
    assertThat(header(letter, DeadLetterHeaders.REFUSED_AT)).isEqualTo(START.toString());
    assertThat(join.feedback.isEmpty()).isTrue();
    assertThat(join.count("afterimage.labels.malformed")).isEqualTo(1);
    assertThat(join.count("afterimage.dead.letters", "reason", "malformed-label")).isEqualTo(1);
  }

  @Test
  void shouldRefuseALabelThatIsTooLargeToWait() {
    String fits = "{\"imageId\":\"a\",\"label\":\"cat\",\"source\":\"%s\"}";
    int frame = fits.length() - 2;
    join.labelRecord(
        utf8("a"), utf8(fits.formatted("x".repeat(LabelRecords.MAX_BYTES - frame))), Map.of());
    assertThat(join.deadLetters.isEmpty()).isTrue();

    join.labelRecord(
        utf8("a"), utf8(fits.formatted("x".repeat(LabelRecords.MAX_BYTES - frame + 1))), Map.of());

    assertThat(header(join.deadLetters.readRecord(), DeadLetterHeaders.DETAIL))
        .contains("65537 bytes, at most 65536");
  }

  @Test
  void shouldRefuseTextThatIsTooLongForALabelAtBothDoors() {
    String fits = "x".repeat(LabelText.MAX_CHARACTERS);
    join.prediction("a", "dog", 1, "v1", Map.of("label", fits));
    assertThat(join.examples()).hasSize(1);

    join.prediction("b", "dog", 2, "v1", Map.of("label", fits + "x"));
    join.label("b", fits + "x");

    assertThat(join.examples()).isEmpty();
    assertThat(join.deadLetters.readRecordsToList())
        .hasSize(2)
        .allSatisfy(
            letter ->
                assertThat(header(letter, DeadLetterHeaders.DETAIL))
                    .contains("201 characters, at most 200"));
  }

  @Test
  void shouldRefuseAHeaderOfManyBytesWithoutReadingIt() {
    join.prediction("b", "dog", 2, "v1", Map.of("label", "x".repeat(LabelRecords.MAX_BYTES + 1)));

    assertThat(header(join.deadLetters.readRecord(), DeadLetterHeaders.DETAIL))
        .contains("65537 bytes, at most 65536");
  }

  @Test
  void shouldGiveUpAnUnmatchedLabelAfterTheRetentionWithItsBytes() {
    byte[] value = utf8("{ \"imageId\":\"a\", \"label\":\"cat\", \"note\":\"by hand\" }");
    join.labelRecord(utf8("a"), value, Map.of("by", "anna"));
    join.advance(RETENTION);
    assertThat(join.deadLetters.isEmpty()).isTrue();

    join.advance(Duration.ofSeconds(5));

    TestRecord<String, byte[]> letter = join.deadLetters.readRecord();
    assertThat(letter.key()).isEqualTo("a");
    assertThat(letter.value()).isEqualTo(value);
    assertThat(letter.getRecordTime()).isEqualTo(START.plus(RETENTION).plusSeconds(5));
    assertThat(header(letter, "by")).isEqualTo("anna");
    assertThat(header(letter, DeadLetterHeaders.REASON)).isEqualTo("unmatched-label");
    assertThat(header(letter, DeadLetterHeaders.DETAIL)).contains("'a'", "PT168H");
    assertThat(header(letter, DeadLetterHeaders.TOPIC)).isEqualTo("shop-labels");
    assertThat(header(letter, DeadLetterHeaders.OFFSET)).isEqualTo("0");
    assertThat(join.count("afterimage.labels.unmatched")).isEqualTo(1);
    assertThat(join.count("afterimage.labels.early")).isEqualTo(1);
    assertThat(join.count("afterimage.dead.letters", "reason", "unmatched-label")).isEqualTo(1);
    join.advance(RETENTION.multipliedBy(3));
    assertThat(join.deadLetters.isEmpty()).isTrue();
  }

  @Test
  void shouldGiveUpOnlyTheLastOfTheLabelsOfAnUnknownImage() {
    join.label("a", "cat");
    join.advance(Duration.ofDays(1));
    join.label("a", "dog");
    join.label("b", "owl");
    join.advance(RETENTION.minusDays(1).plusSeconds(10));
    assertThat(join.deadLetters.isEmpty()).isTrue();

    join.advance(Duration.ofDays(1));

    assertThat(join.deadLetters.readValuesToList().stream().map(String::new))
        .containsExactly(
            "{\"imageId\":\"a\",\"label\":\"dog\"}", "{\"imageId\":\"b\",\"label\":\"owl\"}");
  }

  @Test
  @Tag("slow")
  void shouldGiveUpManyLabelsInPortionsTheOldestFirst() {
    for (int i = 0; i < 4500; i++) {
      join.label("p" + i, "cat");
      if (i % 500 == 499) {
        join.advance(Duration.ofMillis(1));
      }
    }
    join.advance(RETENTION.minusSeconds(5));

    assertThat(givenUp()).containsExactlyInAnyOrderElementsOf(ids(0, 2000));
    assertThat(givenUp()).containsExactlyInAnyOrderElementsOf(ids(2000, 4000));
    assertThat(givenUp()).containsExactlyInAnyOrderElementsOf(ids(4000, 4500));
    assertThat(givenUp()).isEmpty();
  }

  @Test
  void shouldJoinAnImageWhoseHeaderCannotBeReadAsIfItHadNone() {
    join.label("a", "cat");
    join.prediction("a", "dog", 1, "v1", Map.of("label", " "));

    assertThat(join.examples()).hasSize(1);
    TestRecord<String, byte[]> letter = join.deadLetters.readRecord();
    assertThat(header(letter, DeadLetterHeaders.REASON)).isEqualTo("malformed-label");
    assertThat(header(letter, DeadLetterHeaders.TOPIC)).isEqualTo("shop-predictions");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {"{}", "none", "<html>"})
  void shouldSurviveAPredictionThatIsNone(String value) {
    join.predictionRecord(utf8("a"), value == null ? null : utf8(value), Map.of());
    join.prediction("b", "dog", 1, "v1", Map.of("label", "dog"));

    assertThat(header(join.deadLetters.readRecord(), DeadLetterHeaders.REASON))
        .isEqualTo("malformed-prediction");
    assertThat(join.examples()).hasSize(1);
  }

  private List<String> givenUp() {
    join.advance(Duration.ofSeconds(5));
    return join.deadLetters.readKeyValuesToList().stream().map(letter -> letter.key).toList();
  }

  private static List<String> ids(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "p" + i).toList();
  }
}
