package io.afterimage.stream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.afterimage.broker.EmbeddedBroker;
import io.afterimage.broker.EmbeddedBrokerConfig;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.Label;
import io.afterimage.schemas.events.LabelledExample;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.stream.config.StreamConfig;
import io.afterimage.stream.runtime.StreamInstance;
import io.afterimage.stream.timestamps.RecordTimes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records with every timestamp that a real broker takes, where answers may not be old. */
class OddTimestampsIT {

  private static final String ANY = Long.toString(Long.MAX_VALUE);
  private static final long MICROSECONDS = 1_772_359_200_000_000L;
  private static final List<Long> TIMESTAMPS =
      List.of(-1L, 0L, 1_559_347_200_000L, 4_102_444_800_000L, MICROSECONDS, Long.MAX_VALUE);

  @TempDir private static Path folder;

  @Test
  void shouldAnswerAndJoinRecordsWhateverTheirTimestamp() throws Exception {
    try (EmbeddedBroker broker =
            EmbeddedBroker.start(
                new EmbeddedBrokerConfig(
                    folder.resolve("broker"), 0, Map.of("group.min.session.timeout.ms", "1000")));
        Stage stage = new Stage(folder, broker.bootstrapServers())) {
      TopicNames names = stage.topics("odd-");
      Altered.topic(stage, names.images(), Map.of("message.timestamp.after.max.ms", ANY));
      Altered.topic(stage, names.labels(), Map.of("message.timestamp.after.max.ms", ANY));
      Altered.topic(
          stage,
          names.predictions(),
          Map.of(
              "message.timestamp.type",
              "CreateTime",
              "message.timestamp.before.max.ms",
              Long.toString(Duration.ofMinutes(10).toMillis())));
      Map<ImagePointer, Long> sent = send(stage, names);
      stage.publish(names, Stage.MODELS.withHead(7));

      try (StreamInstance instance =
              StreamInstance.start(StreamConfig.from(stage.options(names, "in-process")));
          AnswerLog answers = new AnswerLog(stage, names);
          KafkaConsumer<String, byte[]> feedback = stage.consumer(names.feedback())) {
        await().atMost(Stage.limit()).until(() -> answers.count() == sent.size());
        sent.forEach(
            (pointer, timestamp) ->
                assertThat(answers.predictions(pointer).get(0).receivedAt())
                    .isEqualTo(RecordTimes.told(timestamp)));
        Set<String> joined = new HashSet<>();
        await()
            .atMost(Stage.limit())
            .until(
                () -> {
                  feedback
                      .poll(Duration.ofMillis(100))
                      .forEach(
                          record ->
                              joined.add(
                                  EventJson.read(record.value(), LabelledExample.class).imageId()));
                  return joined.size() == sent.size();
                });
        assertThat(instance.terminated()).isNotDone();
        assertThat(replaced(instance, names.images())).isEqualTo(4);
        assertThat(replaced(instance, names.labels())).isEqualTo(4);
      }
    }
  }

  private static double replaced(StreamInstance instance, String topic) {
    return instance
        .metrics()
        .get("afterimage.timestamps.replaced")
        .tag("topic", topic)
        .counter()
        .count();
  }

  private static Map<ImagePointer, Long> send(Stage stage, TopicNames names) throws Exception {
    Map<ImagePointer, Long> sent = new LinkedHashMap<>();
    try (KafkaProducer<String, byte[]> producer = stage.producer()) {
      for (long timestamp : TIMESTAMPS) {
        String id = "image-" + timestamp;
        long offset =
            producer
                .send(new Stamped(names.images(), 1, timestamp, id, Images.png(1)))
                .get()
                .offset();
        sent.put(new ImagePointer(names.images(), 1, offset), timestamp);
        Label label = new Label(id, "boot", Optional.empty(), Optional.empty());
        producer
            .send(new Stamped(names.labels(), null, timestamp, id, EventJson.write(label)))
            .get();
      }
    }
    return sent;
  }

  /** As other clients write it: the record of Kafka's own refuses -1. */
  private static final class Stamped extends ProducerRecord<String, byte[]> {

    private final long timestamp;

    Stamped(String topic, Integer partition, long timestamp, String key, byte[] value) {
      super(topic, partition, key, value);
      this.timestamp = timestamp;
    }

    @Override
    public Long timestamp() {
      return timestamp;
    }

    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }
}
