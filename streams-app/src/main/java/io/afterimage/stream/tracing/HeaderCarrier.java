package io.afterimage.stream.tracing;

import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.util.Arrays;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Kafka's headers as OpenTelemetry reads and writes them. */
enum HeaderCarrier implements TextMapGetter<Headers>, TextMapSetter<Headers> {
  INSTANCE;

  @Override
  public Iterable<String> keys(Headers headers) {
    return Arrays.stream(headers.toArray()).map(Header::key).toList();
  }

  @Override
  public String get(Headers headers, String name) {
    return headers == null ? null : TraceContext.text(headers, name).orElse(null);
  }

  @Override
  public void set(Headers headers, String name, String value) {
    if (headers != null) {
      headers.add(name, TraceContext.utf8(value));
    }
  }
}
