package io.afterimage.trainer.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.kafka.transaction.PublisherFencedException;
import io.afterimage.kafka.transaction.TransactionalWriter;
import io.afterimage.schemas.topics.TopicNames;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransactionalWriterIT {

  @TempDir static Path folder;
  private static Stage stage;

  @BeforeAll
  static void start() {
    stage = new Stage(folder);
  }

  @AfterAll
  static void stop() {
    stage.close();
  }

  @Test
  void shouldSayThatACommitWasNotAnsweredInTime() {
    TopicNames names = stage.topics("slow.");
    stage.slowDown("producer-slow", 100);
    try (TransactionalWriter writer =
        new TransactionalWriter(stage.clients(), "slow", Duration.ofSeconds(2))) {
      assertThatThrownBy(
              () -> writer.write(new ProducerRecord<>(names.feedback(), new byte[100_000])))
          .isInstanceOf(StoreUnavailableException.class)
          .hasMessageContaining("slow was not finished");
    }
    stage.fullSpeed("producer-slow");
    new TransactionalWriter(stage.clients(), "slow", Conversation.LIMIT).close();
    assertThat(stage.records(names.feedback())).isEmpty();
  }

  @Test
  void shouldFenceTheWriterThatWasThereBefore() {
    TopicNames names = stage.topics("fence.");
    try (TransactionalWriter first =
            new TransactionalWriter(stage.clients(), "one", Conversation.LIMIT);
        TransactionalWriter second =
            new TransactionalWriter(stage.clients(), "one", Conversation.LIMIT)) {
      assertThatThrownBy(() -> first.write(new ProducerRecord<>(names.feedback(), new byte[1])))
          .isInstanceOf(PublisherFencedException.class);
      second.write(new ProducerRecord<>(names.feedback(), new byte[2]));
    }
    assertThat(stage.records(names.feedback()))
        .singleElement()
        .matches(record -> record.value().length == 2);
  }
}
