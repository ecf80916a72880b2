package io.afterimage.stream.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.afterimage.broker.EmbeddedBroker;
import io.afterimage.broker.EmbeddedBrokerConfig;
import io.afterimage.schemas.events.DeadLetterHeaders;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.schemas.topics.Topics;
import io.afterimage.stream.config.StreamConfig;
import io.afterimage.stream.runtime.StreamInstance;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Records whose answers the topics of a real broker do not take. Kafka Streams throws in the thread
 * that it replaces, which Awaitility must not take for a failure.
 */
class FaultyRecordsIT {

  /** What a batch of one record with a key of four bytes has beside its value. */
  private static final int BATCH_OVERHEAD = 76;

  private static final int ONE_MEBIBYTE = Topics.EVENT_MESSAGE_BYTES;
  private static final Map<String, String> SMALL =
      Map.of("max.message.bytes", Integer.toString(ONE_MEBIBYTE));

  @TempDir private static Path folder;

  @Test
  void shouldPointToWhatTheTopicOfDeadLettersDoesNotTake() throws Exception {
    try (EmbeddedBroker broker =
            EmbeddedBroker.start(
                new EmbeddedBrokerConfig(
                    folder.resolve("broker"), 0, Map.of("group.min.session.timeout.ms", "1000")));
        Stage stage = new Stage(folder, broker.bootstrapServers())) {
      TopicNames names = stage.topics("faulty-");
      Altered.topic(stage, names.images(), SMALL);
      Altered.topic(stage, names.deadLetters(), SMALL);
      stage.publish(names, Stage.MODELS.withHead(7));

      try (StreamInstance instance =
              StreamInstance.start(StreamConfig.from(stage.options(names, "in-process")));
          AnswerLog answers = new AnswerLog(stage, names);
          KafkaProducer<String, byte[]> producer = stage.producer()) {
        byte[] text = new byte[ONE_MEBIBYTE - BATCH_OVERHEAD];
        ImagePointer full = send(producer, names.images(), "full", text);
        ImagePointer label = send(producer, names.labels(), "full", text);
        await()
            .dontCatchUncaughtExceptions()
            .atMost(Stage.limit())
            .until(() -> answers.count() == 2);
        assertPointer(answers.deadLetters(full).get(0), "not-a-picture", text.length);
        assertPointer(answers.deadLetters(label).get(0), "unprocessable", text.length);

        Altered.topic(stage, names.deadLetters(), Map.of("max.message.bytes", "10000"));
        byte[] larger = "x".repeat(20_000).getBytes(UTF_8);
        ImagePointer good = send(producer, names.images(), "good", Images.png(1));
        ImagePointer first = send(producer, names.images(), "more", larger);
        ImagePointer second = send(producer, names.images(), "more", larger);
        ImagePointer last = send(producer, names.images(), "last", Images.png(2));
        await()
            .dontCatchUncaughtExceptions()
            .atMost(Stage.limit())
            .until(() -> answers.count() == 6);
        assertThat(answers.predictions(good)).hasSize(1);
        assertThat(answers.predictions(last)).hasSize(1);
        assertPointer(answers.deadLetters(first).get(0), "unprocessable", larger.length);
        assertThat(answers.deadLetters(second)).hasSize(1);
        assertThat(instance.terminated()).isNotDone();
      }
    }
  }

  private static void assertPointer(
      ConsumerRecord<String, byte[]> letter, String reason, int bytes) {
    assertThat(letter.value()).isNull();
    assertThat(AnswerLog.reason(letter)).isEqualTo(reason);
    assertThat(AnswerLog.header(letter, DeadLetterHeaders.BYTES))
        .isEqualTo(Integer.toString(bytes));
    assertThat(AnswerLog.header(letter, DeadLetterHeaders.SHA256)).hasSize(64);
  }

  private static ImagePointer send(
      KafkaProducer<String, byte[]> producer, String topic, String key, byte[] value)
      throws Exception {
    long offset = producer.send(new ProducerRecord<>(topic, 1, key, value)).get().offset();
    return new ImagePointer(topic, 1, offset);
  }
}
