package io.afterimage.stream.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.schemas.events.DeadLetterHeaders;
import io.afterimage.schemas.events.ImagePointer;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class DeadLetterHeadersTest {

  private static final ImagePointer AT = new ImagePointer("images", 2, 7);

  private static Headers add(Headers original, String detail) {
    return DeadLetterHeaders.add(original, "truncated", detail, AT, Instant.EPOCH);
  }

  private static String text(Headers headers, String name) {
    return new String(headers.lastHeader(name).value(), UTF_8);
  }

  @Test
  void shouldSayOnceWhyADeadLetterThatIsSentAgainIsRefused() {
    Headers first = new RecordHeaders().add("by", "camera".getBytes(UTF_8));
    Headers second = add(add(first, "PNG"), "JPEG");

    assertThat(second.headers(DeadLetterHeaders.DETAIL)).hasSize(1);
    assertThat(text(second, DeadLetterHeaders.DETAIL)).isEqualTo("JPEG");
    assertThat(text(second, DeadLetterHeaders.OFFSET)).isEqualTo("7");
    assertThat(text(second, "by")).isEqualTo("camera");
    assertThat(first).as("the record's own").hasSize(1);
  }

  @Test
  void shouldSayNothingOfItsOwnThatASenderSaid() {
    Headers forged = new RecordHeaders();
    DeadLetterHeaders.addContent(forged, 7, "no digest");
    DeadLetterHeaders.put(forged, DeadLetterHeaders.SENT_BY, "mallory");
    DeadLetterHeaders.put(forged, DeadLetterHeaders.SENT_AGAIN, "dead-letters-0-3");

    Headers headers = add(forged, "PNG");

    assertThat(headers.lastHeader(DeadLetterHeaders.BYTES)).isNull();
    assertThat(headers.lastHeader(DeadLetterHeaders.SHA256)).isNull();
    assertThat(headers.lastHeader(DeadLetterHeaders.SENT_BY)).isNull();
    assertThat(text(headers, DeadLetterHeaders.SENT_AGAIN)).isEqualTo("dead-letters-0-3");
  }

  @Test
  void shouldCutADetailThatIsVeryLong() {
    String longest = "x".repeat(DeadLetterHeaders.LONGEST_DETAIL);

    assertThat(text(add(new RecordHeaders(), longest), DeadLetterHeaders.DETAIL))
        .isEqualTo(longest);
    assertThat(text(add(new RecordHeaders(), longest + "y"), DeadLetterHeaders.DETAIL))
        .isEqualTo(longest);
  }
}
