package io.afterimage.stream.topology;

import io.afterimage.schemas.events.DeadLetterHeaders;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.MalformedEventException;
import io.afterimage.schemas.events.Prediction;
import io.afterimage.schemas.topics.TopicNames;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Tells which record an answer answers, by the answer itself: when a broker refuses it, Kafka
 * Streams already works on another record.
 */
public final class Origins {

  private final TopicNames topics;

  /** For the answers of one installation. */
  public Origins(TopicNames topics) {
    this.topics = topics;
  }

  /** Where the record lies that a prediction or a dead letter answers; empty for anything else. */
  public Optional<ImagePointer> of(ProducerRecord<byte[], byte[]> answer) {
    try {
      if (answer.topic().equals(topics.deadLetters())) {
        return Optional.of(
            new ImagePointer(
                header(answer, DeadLetterHeaders.TOPIC),
                Integer.parseInt(header(answer, DeadLetterHeaders.PARTITION)),
                Long.parseLong(header(answer, DeadLetterHeaders.OFFSET))));
      }
      return answer.topic().equals(topics.predictions())
          ? Optional.of(EventJson.read(answer.value(), Prediction.class).picture())
          : Optional.empty();
    } catch (MalformedEventException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static String header(ProducerRecord<byte[], byte[]> answer, String name) {
    Header header = answer.headers().lastHeader(name);
    return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
  }
}
