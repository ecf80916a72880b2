package io.afterimage.stream.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.schemas.events.Prediction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** Every committed prediction so far, in the order of each partition. */
final class PredictionLog implements AutoCloseable {

  private final KafkaConsumer<String, byte[]> consumer;
  private final List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();

  PredictionLog(Stage stage, String topic) {
    this.consumer = stage.consumer(topic);
  }

  /** Reads on for a moment and says how many there are. */
  int count() {
    consumer.poll(Duration.ofMillis(200)).forEach(records::add);
    return records.size();
  }

  List<Prediction> predictions() {
    return records.stream().map(record -> Stage.prediction(record.value())).toList();
  }

  Set<String> versions() {
    return predictions().stream().map(Prediction::modelVersion).collect(Collectors.toSet());
  }

  /** Exactly these ids, each once, and each source partition in the order of its offsets. */
  void assertEachOnceAndInOrder(List<String> ids) {
    assertThat(records.stream().map(ConsumerRecord::key)).containsExactlyInAnyOrderElementsOf(ids);
    Map<Integer, Long> last = new HashMap<>();
    for (ConsumerRecord<String, byte[]> record : records) {
      Prediction prediction = Stage.prediction(record.value());
      assertThat(record.partition()).isEqualTo(prediction.picture().partition());
      assertThat(prediction.picture().offset())
          .isGreaterThan(last.getOrDefault(record.partition(), -1L));
      last.put(record.partition(), prediction.picture().offset());
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
