package io.afterimage.schemas.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.afterimage.testkit.PublishedSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The headers of dead letters are as their schema says, those of earlier releases included. */
class DeadLetterHeadersSchemaTest {

  private static final ObjectMapper PLAIN = new ObjectMapper();
  private static final Instant AT = Instant.parse("2026-03-01T12:30:45.123456Z");
  private static final ImagePointer ORIGIN = new ImagePointer("images", 3, 1234567890123L);
  private static final String DETAIL = "PNG: ends after 269 bytes of at least 527";

  private final PublishedSchema schema = PublishedSchema.of("dead-letter-headers");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "refused",
        "refused-image",
        "refused-image-again",
        "refused-label",
        "stays-where-it-lies",
        "sent-again"
      })
  void shouldAllowPublishedHeadersAndNoneThatLackOne(String name) throws IOException {
    ObjectNode headers = golden(name);

    assertThat(schema.faults(headers)).isEmpty();
    for (JsonNode required : described(headers).get("required")) {
      ObjectNode without = headers.deepCopy();
      without.remove(required.asText());

      assertThat(schema.faults(without)).as("%s without %s", name, required).isNotEmpty();
    }
  }

  @Test
  void shouldWritePublishedHeaders() throws IOException {
    Headers came = new RecordHeaders().add("content-type", "image/png".getBytes(UTF_8));
    assertThat(written(came)).isEqualTo(golden("refused-image"));

    came.add(DeadLetterHeaders.SENT_AGAIN, "dead-letters-3-17".getBytes(UTF_8));
    assertThat(written(came)).isEqualTo(golden("refused-image-again"));
  }

  @Test
  void shouldRefuseHeadersThatSayNothingUsable() throws IOException {
    assertThat(schema.faults(golden("refused").put(DeadLetterHeaders.OFFSET, "first")))
        .isNotEmpty();
    assertThat(schema.faults(golden("refused").put(DeadLetterHeaders.REFUSED_AT, "now")))
        .isNotEmpty();
    assertThat(schema.faults(golden("refused").put(DeadLetterHeaders.REASON, "Bad image!")))
        .isNotEmpty();
    assertThat(schema.faults(golden("sent-again").put(DeadLetterHeaders.REASON, "truncated")))
        .as("neither a letter nor a mark")
        .isNotEmpty();
  }

  @Test
  void shouldAllowTheLongestDetailAndNoLongerOne() throws IOException {
    String longest = "x".repeat(DeadLetterHeaders.LONGEST_DETAIL);

    assertThat(schema.faults(golden("refused").put(DeadLetterHeaders.DETAIL, longest))).isEmpty();
    assertThat(schema.faults(golden("refused").put(DeadLetterHeaders.DETAIL, longest + "y")))
        .isNotEmpty();
  }

  @Test
  void shouldAllowReasonsOfLaterReleases() throws IOException {
    assertThat(schema.faults(golden("refused").put(DeadLetterHeaders.REASON, "too-new"))).isEmpty();
  }

  @Test
  void shouldNameEveryReasonInTheOrderOfTheCode() throws IOException {
    JsonNode named =
        described(golden("refused")).at("/properties/" + DeadLetterHeaders.REASON + "/examples");

    assertThat(PLAIN.convertValue(named, String[].class))
        .containsExactlyElementsOf(
            Arrays.stream(DeadLetterReason.values()).map(DeadLetterReason::code).toList());
  }

  private static JsonNode written(Headers came) {
    Headers headers = DeadLetterHeaders.add(came, "truncated", DETAIL, ORIGIN, AT);
    DeadLetterHeaders.addTimestamp(headers, 1772368244000L);
    return PublishedSchema.object(headers);
  }

  /** The part of the schema that is for such headers. */
  private static JsonNode described(JsonNode headers) throws IOException {
    Path file =
        Path.of("src/main/resources/io/afterimage/schemas/events/dead-letter-headers.schema.json");
    JsonNode schema = PLAIN.readTree(Files.readAllBytes(file));
    return schema.get("oneOf").get(headers.has(DeadLetterHeaders.REASON) ? 0 : 1);
  }

  private static ObjectNode golden(String name) throws IOException {
    Path file = Path.of("src/test/resources/golden/headers", name + ".json");
    return (ObjectNode) PLAIN.readTree(Files.readAllBytes(file));
  }
}
