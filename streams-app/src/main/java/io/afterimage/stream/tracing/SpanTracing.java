package io.afterimage.stream.tracing;

import io.afterimage.models.classifier.Answer;
import io.afterimage.models.classifier.Answer.Classified;
import io.afterimage.models.classifier.Answer.NoAnswer;
import io.afterimage.models.classifier.Answer.Refused;
import io.afterimage.models.classifier.Stages;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.LabelledExample;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Makes a span of each image, with what it waited for and what was done to it as children, and one
 * of each join. Names and attributes follow OpenTelemetry's conventions for messaging where there
 * are some. Thread-safe.
 */
public final class SpanTracing implements Tracing {

  private static final String SCOPE = "io.afterimage.streams";
  private static final double NANOS = 1e9;

  private final Tracer tracer;
  private final InstantSource clock;

  /** Over an SDK that others start and end. */
  public SpanTracing(OpenTelemetry telemetry, InstantSource clock) {
    this.tracer = telemetry.getTracer(SCOPE);
    this.clock = clock;
  }

  @Override
  public Headers answered(TracedImage image, Answer answer) {
    Moment now = new Moment(clock.instant(), System.nanoTime());
    Stages stages = answer.stages();
    Instant polled = now.at(stages.submitted());
    Span span =
        process(image.pointer().topic(), image.imageId(), image.pointer())
            .setParent(context(image.headers()))
            .setStartTimestamp(polled)
            .setAttribute(
                "afterimage.topic.wait",
                Math.max(0, Duration.between(image.timestamp(), polled).toNanos() / NANOS))
            .startSpan();
    Context inside = Context.root().with(span);
    if (span.isRecording()) {
      child("wait", inside, now.at(stages.submitted()), now.at(stages.taken()));
      child("decode", inside, now.at(stages.decoding()), now.at(stages.decoded()));
      describe(answer, span, inside, now);
    }
    span.end(now.instant());
    return carrying(inside, image.headers());
  }

  @Override
  public Headers joined(LabelledExample example, TraceContext prediction, Headers label) {
    Context labelled = context(label);
    SpanBuilder join =
        process("feedback", example.imageId(), example.picture())
            .setAttribute("afterimage.label", example.label())
            .setAttribute("afterimage.model.version", example.modelVersion());
    if (prediction.isPresent()) {
      join.setParent(context(prediction.addTo(new RecordHeaders())))
          .addLink(Span.fromContext(labelled).getSpanContext());
    } else {
      join.setParent(labelled);
    }
    Span span = join.startSpan();
    span.end();
    return carrying(Context.root().with(span), new RecordHeaders());
  }

  /** The current time by two clocks, to convert times of one to the other. */
  private record Moment(Instant instant, long nanos) {

    Instant at(long otherNanos) {
      return instant.minusNanos(nanos - otherNanos);
    }
  }

  private SpanBuilder process(String what, String imageId, ImagePointer pointer) {
    return tracer
        .spanBuilder("process " + what)
        .setSpanKind(SpanKind.CONSUMER)
        .setAttribute("messaging.system", "kafka")
        .setAttribute("messaging.operation.type", "process")
        .setAttribute("messaging.destination.name", pointer.topic())
        .setAttribute("messaging.destination.partition.id", Integer.toString(pointer.partition()))
        .setAttribute("messaging.kafka.offset", pointer.offset())
        .setAttribute("afterimage.image.id", imageId);
  }

  private void describe(Answer answer, Span span, Context inside, Moment now) {
    Stages stages = answer.stages();
    if (answer instanceof Classified classified) {
      child("batch", inside, now.at(stages.decoded()), now.at(stages.inferring()));
      child("inference", inside, now.at(stages.inferring()), now.at(stages.inferred()));
      span.setAttribute("afterimage.model.version", classified.modelVersion())
          .setAttribute("afterimage.label", classified.labels().get(classified.best()));
    } else if (answer instanceof Refused refused) {
      span.setAttribute("error.type", refused.reason().code())
          .setStatus(StatusCode.ERROR, refused.detail());
    } else if (answer instanceof NoAnswer none) {
      span.setAttribute("afterimage.model.version", none.modelVersion())
          .setAttribute("error.type", NoAnswer.CODE)
          .setStatus(StatusCode.ERROR, none.detail());
    }
  }

  private void child(String name, Context parent, Instant from, Instant to) {
    tracer.spanBuilder(name).setParent(parent).setStartTimestamp(from).startSpan().end(to);
  }

  private static Context context(Headers headers) {
    return W3CTraceContextPropagator.getInstance()
        .extract(Context.root(), headers, HeaderCarrier.INSTANCE);
  }

  private static Headers carrying(Context context, Headers original) {
    Headers headers = new RecordHeaders(original.toArray());
    TraceContext.HEADERS.forEach(headers::remove);
    W3CTraceContextPropagator.getInstance().inject(context, headers, HeaderCarrier.INSTANCE);
    return headers;
  }
}
