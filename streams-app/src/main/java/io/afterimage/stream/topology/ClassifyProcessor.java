package io.afterimage.stream.topology;

import io.afterimage.models.classifier.Answer;
import io.afterimage.models.classifier.Answer.Classified;
import io.afterimage.models.classifier.Answer.NoAnswer;
import io.afterimage.models.classifier.Answer.Refused;
import io.afterimage.models.classifier.Novelty;
import io.afterimage.models.decision.Decision;
import io.afterimage.schemas.events.DeadLetterHeaders;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.ImageHeaders;
import io.afterimage.schemas.events.ImageIds;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.Prediction;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.stream.faults.RecordLimits;
import io.afterimage.stream.inflight.InFlightTable;
import io.afterimage.stream.inflight.PackedImage;
import io.afterimage.stream.shadow.ShadowAnswers;
import io.afterimage.stream.timestamps.RecordTimes;
import io.afterimage.stream.topology.PredictionForm.Unknown;
import io.afterimage.stream.tracing.TracedImage;
import io.afterimage.stream.tracing.Tracing;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns one image into one prediction or one dead letter, in the order of the partition. Waits for
 * the answer that is in progress; computes it where none is (no interceptor ran, or a rebalance).
 */
final class ClassifyProcessor implements Processor<byte[], byte[], String, byte[]> {

  private static final Logger log = LoggerFactory.getLogger(ClassifyProcessor.class);

  /** The reason of dead letters whose key and headers are too large to copy to a prediction. */
  static final String ENVELOPE_TOO_LARGE = "envelope-too-large";

  /** The reason of dead letters whose prediction the topic of predictions does not take. */
  static final String PREDICTION_TOO_LARGE = "prediction-too-large";

  /** The reason of dead letters of images that make the classifier fail, while others do not. */
  static final String CLASSIFICATION_FAILED = "classification-failed";

  /** Without a single decoded image in this time the classifier is stuck. */
  private static final Duration ANSWER_LIMIT = Duration.ofMinutes(2);

  /** A PNG of one pixel, which tells whether the classifier fails or an image makes it fail. */
  private static final byte[] PROBE =
      Base64.getDecoder()
          .decode(
              "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

  private final TopicNames topics;
  private final InFlightTable inFlight;
  private final AnswerWait wait;
  private final PredictionForm form;
  private final Optional<ShadowAnswers> shadow;
  private final ImageMetrics metrics;
  private final Tracing tracing;
  private final RecordTimes times;
  private final RecordLimits limits;
  private final InstantSource clock;
  private final PromptCommit commits;
  private ProcessorContext<String, byte[]> context;
  private PromptCommit.Task commit;

  ClassifyProcessor(
      TopicNames topics,
      InFlightTable inFlight,
      PredictionForm form,
      Optional<ShadowAnswers> shadow,
      ImageMetrics metrics,
      Tracing tracing,
      RecordTimes times,
      RecordLimits limits,
      InstantSource clock,
      PromptCommit commits) {
    this.topics = topics;
    this.inFlight = inFlight;
    this.wait = new AnswerWait(ANSWER_LIMIT, inFlight::decoded);
    this.form = form;
    this.shadow = shadow;
    this.metrics = metrics;
    this.tracing = tracing;
    this.times = times;
    this.limits = limits;
    this.clock = clock;
    this.commits = commits;
  }

  /** An image makes the classifier fail. */
  private static final class UnclassifiableException extends RuntimeException {

    UnclassifiableException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  @Override
  public void init(ProcessorContext<String, byte[]> context) {
    this.context = context;
    this.commit = commits.task(context);
  }

  @Override
  public void process(Record<byte[], byte[]> polled) {
    Record<byte[], byte[]> record = polled.withValue(PackedImage.unpack(polled.value()));
    RecordMetadata metadata =
        context
            .recordMetadata()
            .orElseThrow(() -> new IllegalStateException("a source record has metadata"));
    ImagePointer pointer =
        new ImagePointer(metadata.topic(), metadata.partition(), metadata.offset());
    metrics.received();
    Answer answer;
    try {
      answer = answer(pointer, record);
    } catch (UnclassifiableException e) {
      refuse(record, CLASSIFICATION_FAILED, e.getMessage(), pointer);
      commit.answered();
      return;
    }
    String imageId = ImageIds.of(record.key(), pointer);
    Headers headers =
        tracing.answered(
            new TracedImage(
                imageId, pointer, record.headers(), Instant.ofEpochMilli(record.timestamp())),
            answer);
    log.atDebug().addKeyValue("imageId", imageId).addKeyValue("record", pointer).log("answered");
    Record<byte[], byte[]> traced = record.withHeaders(headers);
    long envelope = DeadLetters.envelopeBytes(traced);
    if (answer instanceof Refused refused) {
      refuse(traced, refused.reason().code(), refused.detail(), pointer);
    } else if (answer instanceof NoAnswer none) {
      refuse(traced, NoAnswer.CODE, none.detail(), pointer);
    } else if (envelope > form.room().envelopeBytes()) {
      String detail = "key and headers have %d bytes, at most %d";
      long most = form.room().envelopeBytes();
      refuse(traced, ENVELOPE_TOO_LARGE, detail.formatted(envelope, most), pointer);
    } else if (answer instanceof Classified classified) {
      predict(prediction(imageId, pointer, classified, record), traced, pointer);
      shadow.ifPresent(beside -> shadow(beside, imageId, pointer, record, classified));
    }
    commit.answered();
  }

  /** In the transaction of the prediction, which is on its way already. */
  private void shadow(
      ShadowAnswers beside,
      String imageId,
      ImagePointer pointer,
      Record<byte[], byte[]> record,
      Classified active) {
    beside
        .of(imageId, pointer, record.key(), record.value(), active)
        .ifPresent(
            answer -> {
              byte[] json = EventJson.write(answer);
              byte[] key = imageId.getBytes(StandardCharsets.UTF_8);
              Headers none = new RecordHeaders();
              if (!limits.fits(topics.shadowPredictions(), key, json, none)) {
                beside.tooLarge();
                return;
              }
              context.forward(
                  new Record<>(imageId, json, answer.predictedAt().toEpochMilli(), none),
                  ClassificationTopology.SHADOW_SINK);
            });
  }

  private void predict(Prediction prediction, Record<byte[], byte[]> record, ImagePointer pointer) {
    byte[] json = EventJson.write(prediction);
    byte[] key = prediction.imageId().getBytes(StandardCharsets.UTF_8);
    if (!limits.fits(topics.predictions(), key, json, record.headers())) {
      String detail =
          "the prediction of version %s has %d bytes and topic %s takes %d with key and headers"
              .formatted(
                  prediction.modelVersion(),
                  json.length,
                  topics.predictions(),
                  limits.of(topics.predictions()));
      refuse(record, PREDICTION_TOO_LARGE, detail, pointer);
      return;
    }
    metrics.predicted(prediction);
    context.forward(
        new Record<>(
            prediction.imageId(), json, prediction.predictedAt().toEpochMilli(), record.headers()),
        ClassificationTopology.PREDICTIONS_SINK);
  }

  private void refuse(
      Record<byte[], byte[]> record, String reason, String detail, ImagePointer origin) {
    metrics.refused(reason);
    Record<String, byte[]> letter =
        DeadLetters.of(
            record, reason, detail, origin, clock.instant(), limits, topics.deadLetters());
    DeadLetterHeaders.addTimestamp(letter.headers(), timestamp(record, origin));
    context.forward(letter, ClassificationTopology.DEAD_LETTERS_SINK);
  }

  @Override
  public void close() {
    inFlight.drop(new TopicPartition(topics.images(), context.taskId().partition()));
  }

  private Prediction prediction(
      String imageId, ImagePointer pointer, Classified answer, Record<byte[], byte[]> record) {
    int best = answer.best();
    Optional<Novelty> novelty = answer.novelty().filter(n -> form.unknown() != Unknown.OFF);
    Optional<Boolean> unknown = novelty.flatMap(Novelty::unknown);
    boolean isCalledUnknown =
        unknown.filter(is -> is && form.unknown() == Unknown.LABEL).isPresent();
    Decision decision = form.decisions().decide(answer.labels(), answer.probabilities());
    String label = isCalledUnknown ? Prediction.UNKNOWN : decision.label();
    String without = isCalledUnknown ? decision.label() : answer.labels().get(best);
    Optional<String> decidedBy =
        isCalledUnknown ? Optional.of(Prediction.BY_NOVELTY) : decision.by().map(Decision.By::code);
    return new Prediction(
        imageId,
        pointer,
        answer.modelVersion(),
        label,
        answer.probabilities()[best],
        answer.scores(form.scores()),
        answer.otherScores(form.scores()),
        novelty.map(Novelty::score),
        unknown,
        decidedBy.map(by -> without),
        decidedBy,
        Optional.of(answer.sha256()),
        capturedAt(record.headers().lastHeader(ImageHeaders.CAPTURED_AT)),
        RecordTimes.told(timestamp(record, pointer)),
        clock.instant());
  }

  /** As the record came with it. */
  private long timestamp(Record<?, ?> record, ImagePointer pointer) {
    return times.original(
        new TopicPartition(pointer.topic(), pointer.partition()),
        pointer.offset(),
        record.timestamp());
  }

  private Answer answer(ImagePointer pointer, Record<byte[], byte[]> record) {
    TopicPartition partition = new TopicPartition(pointer.topic(), pointer.partition());
    byte[] image = record.value();
    CompletableFuture<Answer> answer =
        inFlight
            .take(partition, pointer.offset())
            .orElseGet(
                () ->
                    inFlight.compute(
                        partition, pointer.offset(), record.key(), record.headers(), image));
    long started = System.nanoTime();
    try {
      return wait.await(answer, pointer);
    } catch (ExecutionException e) {
      return alone(pointer, image);
    } finally {
      metrics.waited(System.nanoTime() - started);
    }
  }

  /**
   * Another image of the batch may have made it fail, so this one is tried alone. It is to blame
   * where it fails again while a harmless image does not.
   */
  private Answer alone(ImagePointer pointer, byte[] image) {
    try {
      return wait.await(inFlight.compute(image), pointer);
    } catch (ExecutionException e) {
      try {
        wait.await(inFlight.compute(PROBE), pointer);
      } catch (ExecutionException probe) {
        throw new ClassificationFailedException(
            "image %s could not be classified: %s".formatted(pointer, e.getCause().getMessage()),
            e.getCause());
      }
      throw new UnclassifiableException(
          "classification fails on this image alone: " + e.getCause(), e.getCause());
    }
  }

  private static Optional<Instant> capturedAt(Header header) {
    if (header == null || header.value() == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Instant.parse(new String(header.value(), StandardCharsets.UTF_8)));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
