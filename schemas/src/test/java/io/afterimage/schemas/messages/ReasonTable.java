package io.afterimage.schemas.messages;

import com.fasterxml.jackson.databind.JsonNode;
import io.afterimage.schemas.events.DeadLetterHeaders;
import io.afterimage.schemas.events.DeadLetterReason;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Every reason of a dead letter as Markdown, by the code. */
final class ReasonTable {

  private ReasonTable() {}

  static String render() {
    return Arrays.stream(DeadLetterReason.values())
        .map(
            reason ->
                "| `%s` | %s | %s | %s |\n"
                    .formatted(reason.code(), reason.cause(), reason.remedy(), since(reason)))
        .collect(
            Collectors.joining(
                "",
                "| `afterimage-reason` | cause | what to do | since |\n|---|---|---|---|\n",
                ""));
  }

  private static String since(DeadLetterReason reason) {
    return SchemaFiles.RELEASED.stream()
        .filter(version -> names(version, reason))
        .findFirst()
        .orElse(SchemaFiles.NEXT);
  }

  private static boolean names(String version, DeadLetterReason reason) {
    return SchemaFiles.released(version, "dead-letter-headers").stream()
        .flatMap(schema -> SchemaFiles.kinds(schema).values().stream())
        .map(kind -> kind.at("/properties/" + DeadLetterHeaders.REASON + "/examples"))
        .flatMap(examples -> StreamSupport.stream(examples.spliterator(), false))
        .map(JsonNode::asText)
        .anyMatch(reason.code()::equals);
  }
}
