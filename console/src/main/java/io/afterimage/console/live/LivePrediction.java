package io.afterimage.console.live;

import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.Prediction;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;

/**
 * A prediction as the grid shows it.
 *
 * @param number counts the predictions that this console has seen, from 1
 * @param label as the prediction has it
 * @param visibleMillis from the timestamp of the image's record to the prediction's append, in
 *     milliseconds; never below 0
 */
public record LivePrediction(
    long number,
    String id,
    ImagePointer picture,
    Optional<String> sha256,
    String version,
    String label,
    double confidence,
    Optional<Boolean> unknown,
    Instant predictedAt,
    long visibleMillis) {

  static LivePrediction of(
      long number, ConsumerRecord<byte[], byte[]> record, Prediction prediction) {
    return new LivePrediction(
        number,
        prediction.imageId(),
        prediction.picture(),
        prediction.sha256(),
        prediction.modelVersion(),
        prediction.label(),
        prediction.confidence(),
        prediction.unknown(),
        prediction.predictedAt(),
        Math.max(
            0,
            appendedAt(record, prediction).toEpochMilli()
                - prediction.receivedAt().toEpochMilli()));
  }

  /** When the record was appended; where the topic is not stamped by the broker, about then. */
  static Instant appendedAt(ConsumerRecord<byte[], byte[]> record, Prediction prediction) {
    return record.timestampType() == TimestampType.LOG_APPEND_TIME
        ? Instant.ofEpochMilli(record.timestamp())
        : prediction.predictedAt();
  }
}
