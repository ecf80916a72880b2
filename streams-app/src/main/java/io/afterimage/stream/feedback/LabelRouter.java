package io.afterimage.stream.feedback;

import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.LabelEvent;
import io.afterimage.schemas.events.MalformedEventException;
import io.afterimage.stream.timestamps.RecordTimes;
import io.afterimage.stream.topology.DeadLetters;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Sends each label on to the partition that its prediction is in, by the hash of the image id,
 * whichever partitioner the label's producer has. What cannot be read goes to the dead letters.
 *
 * <p>On its way a label is stamped with the present: the time that it came with need not be one
 * that a topic takes.
 */
final class LabelRouter implements Processor<byte[], byte[], byte[], byte[]> {

  private final FeedbackMetrics metrics;
  private final RecordTimes times;
  private final InstantSource clock;
  private ProcessorContext<byte[], byte[]> context;

  LabelRouter(FeedbackMetrics metrics, RecordTimes times, InstantSource clock) {
    this.metrics = metrics;
    this.times = times;
    this.clock = clock;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    this.context = context;
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    metrics.labelReceived();
    ImagePointer origin = FeedbackOutlet.origin(context);
    times.processed(new TopicPartition(origin.topic(), origin.partition()), origin.offset());
    try {
      LabelEvent label = LabelReader.fromTopic(record, origin);
      context.forward(
          new Record<>(
              utf8(label.imageId()),
              record.value(),
              clock.millis(),
              new LabelRoute(origin, record.timestamp()).addTo(record.headers())),
          FeedbackTopology.LABELS_ROUTE);
    } catch (MalformedEventException e) {
      refuse(record, e.getMessage(), origin);
    }
  }

  private void refuse(Record<byte[], byte[]> record, String detail, ImagePointer origin) {
    metrics.malformed(MalformedReason.LABEL);
    Record<String, byte[]> letter =
        DeadLetters.of(record, MalformedReason.LABEL.code(), detail, origin, clock.instant());
    context.forward(letter.withKey(utf8(letter.key())), FeedbackTopology.LABELS_DEAD_LETTERS_SINK);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
