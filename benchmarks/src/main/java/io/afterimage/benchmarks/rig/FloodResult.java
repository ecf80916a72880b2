package io.afterimage.benchmarks.rig;

import io.afterimage.benchmarks.report.Table;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.LabelledExample;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The outcome for all labels, read from the topics alone. */
public final class FloodResult {

  private final LabelPlan plan;
  private final Map<String, String> judged = new HashMap<>();
  private final Map<String, String> trainable = new HashMap<>();
  private final Set<String> givenUp = new HashSet<>();
  private int examples;
  private int unmatched;
  private int otherDeadLetters;

  /** Reads the topics to their present end. */
  public FloodResult(Installation installation, LabelPlan plan) {
    this.plan = plan;
    read(installation, installation.names().feedback(), this::example);
    read(installation, installation.names().trainingSet(), this::trainingImage);
    read(installation, installation.names().deadLetters(), this::deadLetter);
  }

  /** Expected against found. */
  public Table table() {
    return Table.of("What became of the labels", "what", "expected", "found")
        .row("labelled examples in feedback", plan.changes(), examples)
        .row("images among them", plan.last().size(), judged.size())
        .row("whose last label is the last one given", plan.last().size(), same(judged))
        .row("images in the training set", plan.last().size(), trainable.size())
        .row("under the last label given", plan.last().size(), same(trainable))
        .row("dead letters for unknown ids", plan.unknown().size(), unmatched)
        .row("different ids among them", plan.unknown().size(), known(givenUp))
        .row("other dead letters", 0, otherDeadLetters)
        .build();
  }

  /** Whether all was found as expected. */
  public boolean isRight() {
    return table().rows().stream().allMatch(row -> row.get(1).equals(row.get(2)));
  }

  private int same(Map<String, String> found) {
    return (int)
        plan.last().entrySet().stream()
            .filter(entry -> entry.getValue().equals(found.get(entry.getKey())))
            .count();
  }

  private int known(Set<String> ids) {
    return (int) ids.stream().filter(plan.unknown()::contains).count();
  }

  private void example(ConsumerRecord<byte[], byte[]> record) {
    examples++;
    judged.put(
        TopicScan.key(record), EventJson.read(record.value(), LabelledExample.class).label());
  }

  private void trainingImage(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      trainable.remove(TopicScan.key(record));
    } else {
      trainable.put(TopicScan.key(record), header(record, "label"));
    }
  }

  private void deadLetter(ConsumerRecord<byte[], byte[]> record) {
    if (header(record, "afterimage-reason").equals("unmatched-label")) {
      unmatched++;
      givenUp.add(TopicScan.key(record));
    } else {
      otherDeadLetters++;
    }
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  private static void read(
      Installation installation, String topic, Consumer<ConsumerRecord<byte[], byte[]>> receiver) {
    try (TopicScan scan = new TopicScan(installation, topic)) {
      scan.readOn(receiver);
    }
  }
}
