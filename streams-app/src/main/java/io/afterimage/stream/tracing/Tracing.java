package io.afterimage.stream.tracing;

import io.afterimage.models.classifier.Answer;
import io.afterimage.schemas.events.LabelledExample;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Carries the trace from an image to its prediction or dead letter, and from the prediction to the
 * labelled example. Thread-safe.
 */
public interface Tracing {

  /** Creates no spans; a record's trace context is passed on unchanged. */
  Tracing OFF =
      new Tracing() {
        @Override
        public Headers answered(TracedImage image, Answer answer) {
          return image.headers();
        }

        @Override
        public Headers joined(LabelledExample example, TraceContext prediction, Headers label) {
          TraceContext context = prediction.isPresent() ? prediction : TraceContext.of(label);
          return context.addTo(new RecordHeaders());
        }
      };

  /**
   * The headers of an image's output record: the image's own, with the trace context to continue.
   */
  Headers answered(TracedImage image, Answer answer);

  /**
   * The headers of a labelled example.
   *
   * @param prediction the trace that the prediction came with
   * @param label the headers that the label came with
   */
  Headers joined(LabelledExample example, TraceContext prediction, Headers label);
}
