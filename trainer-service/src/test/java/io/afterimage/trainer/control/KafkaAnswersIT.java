package io.afterimage.trainer.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.kafka.topics.OptionalTopic;
import io.afterimage.kafka.transaction.TransactionalWriter;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.Reply;
import io.afterimage.schemas.events.TrainingRun;
import io.afterimage.trainer.it.Stage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replies to runs whose record the brokers do not take. */
class KafkaAnswersIT {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

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

  private static void create(String prefix, int runBytes)
      throws ExecutionException, InterruptedException {
    NewTopic runs = new NewTopic(prefix + "runs", 1, (short) 1);
    try (Admin admin = stage.clients().admin()) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(prefix + "control", 1, (short) 1),
                  new NewTopic(prefix + "replies", 1, (short) 1),
                  runs.configs(Map.of("max.message.bytes", Integer.toString(runBytes)))))
          .all()
          .get();
    }
  }

  /** Figures that no compression makes small. */
  private static List<TrainingRun.Epoch> curve() {
    Random random = new Random(1);
    return IntStream.rangeClosed(1, TrainingRun.MOST_EPOCHS)
        .mapToObj(
            epoch ->
                new TrainingRun.Epoch(
                    "fine-tune",
                    epoch,
                    random.nextDouble(),
                    random.nextDouble(),
                    Optional.of(random.nextDouble()),
                    Optional.of(random.nextDouble()),
                    Optional.of(random.nextDouble()),
                    Optional.empty()))
        .toList();
  }

  /** Twice, by one writer. */
  private static List<TrainingRun> recorded(String prefix) {
    try (TransactionalWriter writer =
            new TransactionalWriter(stage.clients(), prefix + "writer", LIMIT);
        KafkaConsumer<byte[], byte[]> member = stage.clients().member(prefix + "group", Map.of())) {
      KafkaAnswers answers =
          new KafkaAnswers(
              writer,
              new ReplyTopic(stage.clients(), prefix + "replies"),
              new RunTopic(new OptionalTopic(stage.clients(), prefix + "runs", LIMIT)),
              new TopicPartition(prefix + "control", 0),
              member::groupMetadata);
      for (int i = 1; i <= 2; i++) {
        String id = "run-" + i;
        Reply end = new Reply.Failed(id, "stopped", NOW);
        Command.Retrain command = Command.Retrain.refresh(id, Optional.empty(), NOW);
        answers.conclude(
            end,
            TrainingRun.of(command, NOW, 1, end).with(Map.of("a", "b"), curve(), Optional.empty()),
            i);
      }
    }
    assertThat(stage.records(prefix + "replies"))
        .extracting(record -> record.key())
        .containsExactly("run-1", "run-2");
    assertThat(stage.committed(prefix + "group")).isEqualTo(2);
    return stage.records(prefix + "runs").stream()
        .map(record -> EventJson.read(record.value(), TrainingRun.class))
        .toList();
  }

  @Test
  void shouldRecordTheRunWithoutDetailsWhereTheTopicTakesLess() throws Exception {
    create("less.", 10_000);

    assertThat(recorded("less."))
        .hasSize(2)
        .allMatch(run -> run.curve().isEmpty() && run.settings().isEmpty())
        .extracting(TrainingRun::text)
        .containsOnly("stopped");
  }

  @Test
  void shouldReplyThoughTheTopicTakesNoRunAtAll() throws Exception {
    create("nothing.", 120);

    assertThat(recorded("nothing.")).isEmpty();
  }

  @Test
  void shouldRecordTheWholeRunWhereThereIsRoom() throws Exception {
    create("room.", 1_000_000);

    assertThat(recorded("room.")).hasSize(2).allMatch(run -> run.curve().equals(curve()));
  }
}
