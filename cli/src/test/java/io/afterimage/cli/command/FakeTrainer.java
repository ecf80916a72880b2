package io.afterimage.cli.command;

import io.afterimage.client.KafkaTarget;
import io.afterimage.client.topics.RecordSender;
import io.afterimage.kafka.records.TopicReader;
import io.afterimage.kafka.records.TopicReader.From;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Answers commands as it is told, on a thread of its own. */
final class FakeTrainer implements AutoCloseable {

  private final List<Command> received = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile boolean closing;

  FakeTrainer(KafkaTarget target, Function<Command, List<Reply>> answers) {
    TopicReader commands = target.reader(List.of(target.topics().control()), From.EARLIEST);
    thread = new Thread(() -> run(target, commands, answers), "fake-trainer");
    thread.start();
  }

  List<Command> received() {
    return List.copyOf(received);
  }

  private void run(
      KafkaTarget target, TopicReader commands, Function<Command, List<Reply>> answers) {
    try (commands;
        RecordSender sender =
            RecordSender.connect(
                target,
                Map.of(),
                (id, fault) -> {
                  throw new AssertionError(fault);
                })) {
      while (!closing) {
        commands
            .poll(Duration.ofMillis(100))
            .forEach(
                record -> {
                  Command command = EventJson.read(record.value(), Command.class);
                  received.add(command);
                  for (Reply reply : answers.apply(command)) {
                    sender.send(target.topics().controlReplies(), reply.commandId(), reply);
                  }
                });
      }
    }
  }

  @Override
  public void close() {
    closing = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
