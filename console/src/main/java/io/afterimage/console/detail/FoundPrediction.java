package io.afterimage.console.detail;

import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.ImageHeaders;
import io.afterimage.schemas.events.MalformedEventException;
import io.afterimage.schemas.events.Prediction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A prediction with where it was found.
 *
 * @param place of its record: {@code topic-partition-offset}
 * @param appendedAt the timestamp of its record
 * @param trace the trace id that its record's header {@code traceparent} names
 */
record FoundPrediction(
    Prediction prediction, String place, Instant appendedAt, Optional<String> trace) {

  /** Version, trace, span, flags: w3.org/TR/trace-context, 3.2. */
  private static final Pattern TRACEPARENT =
      Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}.*");

  private static final int TRACE_FROM = 3;
  private static final int TRACE_TO = 35;

  /** Reads a record; empty where it is no prediction. */
  static Optional<FoundPrediction> of(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new FoundPrediction(
              EventJson.read(record.value(), Prediction.class),
              "%s-%d-%d".formatted(record.topic(), record.partition(), record.offset()),
              Instant.ofEpochMilli(Math.max(0, record.timestamp())),
              trace(record)));
    } catch (MalformedEventException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> trace(ConsumerRecord<byte[], byte[]> record) {
    Header header = record.headers().lastHeader(ImageHeaders.TRACEPARENT);
    return Optional.ofNullable(header)
        .map(Header::value)
        .map(value -> new String(value, StandardCharsets.UTF_8))
        .filter(text -> TRACEPARENT.matcher(text).matches())
        .map(text -> text.substring(TRACE_FROM, TRACE_TO));
  }
}
