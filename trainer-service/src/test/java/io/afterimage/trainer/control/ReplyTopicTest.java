package io.afterimage.trainer.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.Reply;
import io.afterimage.schemas.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class ReplyTopicTest {

  private static final String LONG = "\u0001猫".repeat(300_000);

  @Test
  void shouldCutATextThatWouldNotFitIntoARecord() {
    Reply done = new Reply.Done("a", new Reply.Completed(), LONG, Instant.EPOCH);

    byte[] value =
        new ReplyTopic(KafkaClients.of(Map.of()), "control-replies").record(done).value();

    assertThat(value).hasSizeLessThan(Topics.EVENT_MESSAGE_BYTES / 2);
    assertThat(EventJson.read(value, Reply.class))
        .isInstanceOfSatisfying(
            Reply.Done.class, read -> assertThat(read.text()).endsWith("characters more)"));
  }

  /** A trainer that takes over knows earlier runs and rejections from what the topic has. */
  @Test
  void shouldWriteAllThatAReplySays() {
    Reply done =
        new Reply.Done(
            "a",
            new Reply.Rejected(0.7, Optional.of(0.8)),
            "rejected",
            Optional.of("v1"),
            Optional.of("fingerprint"),
            Instant.EPOCH);

    byte[] value =
        new ReplyTopic(KafkaClients.of(Map.of()), "control-replies").record(done).value();

    assertThat(EventJson.read(value, Reply.class)).isEqualTo(done);
  }

  @Test
  void shouldCutReasonsAsWell() {
    ReplyTopic topic = new ReplyTopic(KafkaClients.of(Map.of()), "control-replies");

    assertThat(topic.record(new Reply.Refused("a", LONG, Instant.EPOCH)).value())
        .hasSizeLessThan(Topics.EVENT_MESSAGE_BYTES / 2);
    assertThat(topic.record(new Reply.Failed("a", LONG, Instant.EPOCH)).value())
        .hasSizeLessThan(Topics.EVENT_MESSAGE_BYTES / 2);
  }

  @Test
  void shouldRefuseACommandWhoseIdNoReplyCouldCarry() {
    String id = "x".repeat(400_000);
    byte[] value =
        "{\"type\":\"status\",\"commandId\":\"%s\",\"at\":\"2026-01-01T00:00:00Z\"}"
            .formatted(id)
            .getBytes(StandardCharsets.UTF_8);

    Received received =
        Received.read(
            new ConsumerRecord<>("control", 0, 7, id.getBytes(StandardCharsets.UTF_8), value));

    assertThat(received)
        .isInstanceOfSatisfying(
            Received.Broken.class,
            broken -> {
              assertThat(broken.id()).isEqualTo("control-0-7");
              assertThat(broken.why()).contains("commandId has 400000 characters");
            });
  }
}
