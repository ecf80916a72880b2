package io.afterimage.stream.tracing;

import static io.afterimage.schemas.events.ImageHeaders.TRACEPARENT;
import static io.afterimage.schemas.events.ImageHeaders.TRACESTATE;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * What a record's headers say of the trace that it belongs to, as W3C's Trace Context defines it.
 *
 * @param traceparent trace, span and flags; only where it has the form that is asked for
 * @param tracestate what tracing systems added; only beside a trace, and not above 512 characters
 */
public record TraceContext(Optional<String> traceparent, Optional<String> tracestate) {

  /** Both headers. */
  static final List<String> HEADERS = List.of(TRACEPARENT, TRACESTATE);

  /** Of no trace. */
  public static final TraceContext NONE = new TraceContext(Optional.empty(), Optional.empty());

  /** Version, trace, span, flags; later versions may add fields: w3.org/TR/trace-context, 3.2. */
  private static final Pattern FORM =
      Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}(-.{0,100})?");

  /** What a system has to pass on at the least: w3.org/TR/trace-context, 3.3.1.5. */
  private static final int LONGEST_STATE = 512;

  /** Reads the last header of each name. */
  public static TraceContext of(Headers headers) {
    Optional<String> parent =
        text(headers, TRACEPARENT).filter(text -> FORM.matcher(text).matches());
    return parent.isEmpty()
        ? NONE
        : new TraceContext(
            parent, text(headers, TRACESTATE).filter(text -> text.length() <= LONGEST_STATE));
  }

  /** Whether there is a trace. */
  boolean isPresent() {
    return traceparent.isPresent();
  }

  /** Adds what there is. */
  Headers addTo(Headers headers) {
    traceparent.ifPresent(text -> headers.add(TRACEPARENT, utf8(text)));
    tracestate.ifPresent(text -> headers.add(TRACESTATE, utf8(text)));
    return headers;
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static Optional<String> text(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null || header.value() == null
        ? Optional.empty()
        : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
  }
}
