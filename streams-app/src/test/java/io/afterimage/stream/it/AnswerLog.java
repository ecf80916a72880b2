package io.afterimage.stream.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.schemas.events.DeadLetterHeaders;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.Prediction;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.testkit.PublishedSchema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.header.Header;

/**
 * Every committed answer so far, prediction or dead letter, by the record that it answers. The
 * headers of every dead letter are as their schema says.
 */
final class AnswerLog implements AutoCloseable {

  private static final PublishedSchema LETTER_HEADERS = PublishedSchema.of("dead-letter-headers");

  private final KafkaConsumer<String, byte[]> predicted;
  private final KafkaConsumer<String, byte[]> refused;
  private final Map<ImagePointer, List<Prediction>> predictions = new HashMap<>();
  private final Map<ImagePointer, List<ConsumerRecord<String, byte[]>>> deadLetters =
      new HashMap<>();

  AnswerLog(Stage stage, TopicNames names) {
    this.predicted = stage.consumer(names.predictions());
    this.refused = stage.consumer(names.deadLetters());
  }

  /** Reads on for a moment and says how many there are. */
  int count() {
    for (ConsumerRecord<String, byte[]> record : predicted.poll(Duration.ofMillis(100))) {
      Prediction prediction = Stage.prediction(record.value());
      predictions.computeIfAbsent(prediction.picture(), p -> new ArrayList<>()).add(prediction);
    }
    for (ConsumerRecord<String, byte[]> record : refused.poll(Duration.ofMillis(100))) {
      assertThat(LETTER_HEADERS.faults(record.headers())).as("%s", record.headers()).isEmpty();
      ImagePointer origin =
          new ImagePointer(
              header(record, DeadLetterHeaders.TOPIC),
              Integer.parseInt(header(record, DeadLetterHeaders.PARTITION)),
              Long.parseLong(header(record, DeadLetterHeaders.OFFSET)));
      deadLetters.computeIfAbsent(origin, p -> new ArrayList<>()).add(record);
    }
    return Stream.concat(predictions.values().stream(), deadLetters.values().stream())
        .mapToInt(List::size)
        .sum();
  }

  List<Prediction> predictions(ImagePointer pointer) {
    return predictions.getOrDefault(pointer, List.of());
  }

  List<ConsumerRecord<String, byte[]>> deadLetters(ImagePointer pointer) {
    return deadLetters.getOrDefault(pointer, List.of());
  }

  /** What was answered, once for each kind of answer. */
  List<ImagePointer> answered() {
    return Stream.concat(predictions.keySet().stream(), deadLetters.keySet().stream()).toList();
  }

  static String reason(ConsumerRecord<String, byte[]> letter) {
    return header(letter, DeadLetterHeaders.REASON);
  }

  static String header(ConsumerRecord<String, byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    assertThat(header).as("header %s", name).isNotNull();
    return new String(header.value(), UTF_8);
  }

  @Override
  public void close() {
    predicted.close();
    refused.close();
  }
}
