package io.afterimage.cli.command;

import io.afterimage.cli.options.KafkaOptions;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.client.KafkaTarget;
import io.afterimage.kafka.transaction.TransactionalWriter;
import io.afterimage.trainer.buffer.Example;
import io.afterimage.trainer.buffer.TrainingSetTopic;
import io.afterimage.trainer.exchange.TrainingSetEdit;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;

/** What the commands that change examples have in common: to show, to ask, to write. */
final class TrainingSetChange {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration READING = Duration.ofMinutes(10);

  /** Up to this many examples are listed by name. */
  private static final int NAMED = 10;

  @Mixin private KafkaOptions kafka;

  @Mixin private Confirmation confirmation;

  KafkaTarget target(CommandContext context) {
    KafkaTarget target = kafka.target(context.environment());
    target.requireBroker();
    return target;
  }

  static TrainingSetEdit edit(KafkaTarget target) {
    return new TrainingSetEdit(
        new TrainingSetTopic(target.clients(), target.topics().trainingSet()), READING);
  }

  /**
   * Shows the examples, asks, and writes.
   *
   * @param verb what is done to them, such as {@code remove}
   * @param change is given a writer that is no trainer's
   * @return whether it was done
   */
  boolean apply(
      CommandContext context,
      KafkaTarget target,
      String verb,
      List<Example> examples,
      BiConsumer<TransactionalWriter, List<Example>> change) {
    Terminal terminal = context.terminal();
    show(examples, terminal);
    if (examples.isEmpty()
        || !mayGoOn(terminal, "%s %d images?".formatted(verb, examples.size()))) {
      return false;
    }
    try (TransactionalWriter writer =
        new TransactionalWriter(
            target.clients(), target.topics().prefix() + "afterimage-training-set-edit", LIMIT)) {
      change.accept(writer, examples);
    }
    return true;
  }

  /** As {@link Confirmation#mayGoOn}. */
  boolean mayGoOn(Terminal terminal, String question) {
    return confirmation.mayGoOn(terminal, question);
  }

  private static void show(List<Example> examples, Terminal terminal) {
    if (examples.isEmpty()) {
      terminal.print("no example of the training set matches; nothing was changed");
      return;
    }
    if (examples.size() <= NAMED) {
      examples.forEach(
          example ->
              terminal.print(
                  "  %s  %s%s"
                      .formatted(
                          example.id(),
                          example.label(),
                          example.labelledBy().map(by -> "  by " + by).orElse(""))));
      return;
    }
    Map<String, Long> sizes =
        examples.stream()
            .collect(Collectors.groupingBy(Example::label, TreeMap::new, Collectors.counting()));
    sizes.forEach((label, count) -> terminal.print("  %-20s %d".formatted(label, count)));
  }
}
