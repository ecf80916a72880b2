package io.afterimage.stream.feedback;

import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.MalformedEventException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Where a label lay on its topic, and its time there: on its way to the task of its prediction it
 * has a header of it, since the record that arrives there is another.
 *
 * @param origin where the label lies
 * @param timestamp of its record, in milliseconds since the epoch
 */
record LabelRoute(ImagePointer origin, long timestamp) {

  /** The header; nobody outside the topology sees it. */
  private static final String HEADER = "afterimage-label-route";

  /** The label's own headers and this. */
  Headers addTo(Headers original) {
    Headers headers = without(original);
    headers.add(HEADER, EventJson.write(this));
    return headers;
  }

  /**
   * Where the label came from.
   *
   * @throws MalformedEventException when the record came by no route of ours
   */
  static LabelRoute of(Headers headers) {
    Header header = headers.lastHeader(HEADER);
    if (header == null) {
      throw new MalformedEventException("the record has no header '" + HEADER + "'", null);
    }
    return EventJson.read(header.value(), LabelRoute.class);
  }

  /** The label's own headers. */
  static Headers without(Headers routed) {
    Headers headers = new RecordHeaders(routed.toArray());
    headers.remove(HEADER);
    return headers;
  }
}
