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

  /** Makes no spans; the trace that a record came with goes on as it is. */
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

  /** The headers of what is published of an image: its own, with the trace to go on with. */
  Headers answered(TracedImage image, Answer answer);

  /**
   * The headers of a labelled example.
   *
   * @param prediction the trace that the prediction came with
   * @param label the headers that the label came with
   */
  Headers joined(LabelledExample example, TraceContext prediction, Headers label);
}
