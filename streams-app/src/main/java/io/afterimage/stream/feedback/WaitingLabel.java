package io.afterimage.stream.feedback;

import io.afterimage.schemas.events.ImagePointer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * A label without a prediction yet, with everything that its dead letter would need.
 *
 * @param imageId the image's id
 * @param value the record's bytes as they came
 * @param headers the record's headers as they came
 * @param origin where the record lies
 */
record WaitingLabel(
    String imageId, byte[] value, List<WaitingHeader> headers, ImagePointer origin) {

  /** A header; Kafka allows it to have no value. */
  record WaitingHeader(String name, Optional<byte[]> value) {}

  static WaitingLabel of(String imageId, byte[] value, Headers headers, ImagePointer origin) {
    List<WaitingHeader> kept = new ArrayList<>();
    for (Header header : headers) {
      kept.add(new WaitingHeader(header.key(), Optional.ofNullable(header.value())));
    }
    return new WaitingLabel(imageId, value, kept, origin);
  }

  Headers recordHeaders() {
    Headers original = new RecordHeaders();
    headers.forEach(header -> original.add(header.name(), header.value().orElse(null)));
    return original;
  }
}
