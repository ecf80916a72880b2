package io.afterimage.schemas.events;

import java.util.List;

/**
 * The headers of an image's record that are read; all are UTF-8 text. Every header that an image
 * came with is copied to its prediction or dead letter.
 */
public final class ImageHeaders {

  /** When the image was taken, ISO-8601 in UTC; one that cannot be read counts as absent. */
  public static final String CAPTURED_AT = "captured-at";

  /** What the image belongs to, such as a scene: training and canaries keep it together. */
  public static final String GROUP = "group";

  /** What the image truly shows; counts as a label. */
  public static final String LABEL = "label";

  /** Trace and span, as W3C's Trace Context defines it. */
  public static final String TRACEPARENT = "traceparent";

  /** What tracing systems add to {@link #TRACEPARENT}. */
  public static final String TRACESTATE = "tracestate";

  /** All of them. */
  public static final List<String> ALL =
      List.of(CAPTURED_AT, GROUP, LABEL, TRACEPARENT, TRACESTATE);

  private ImageHeaders() {}
}
