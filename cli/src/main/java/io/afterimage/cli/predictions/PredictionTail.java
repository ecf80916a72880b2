package io.afterimage.cli.predictions;

import io.afterimage.cli.terminal.LiveLine;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.kafka.records.TopicReader;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.MalformedEventException;
import io.afterimage.schemas.events.Prediction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Shows predictions as they come, has their images saved, and says how it ends. One thread. */
public final class PredictionTail {

  private static final Duration POLL = Duration.ofMillis(200);

  /** After the last prediction that is wanted, for the count of what was refused before it. */
  private static final Duration CATCHING_UP = Duration.ofSeconds(5);

  private final Terminal terminal;
  private final PredictionFilter filter;
  private final boolean json;
  private final long limit;
  private final Optional<PredictionFolder> folder;
  private long read;
  private long shown;
  private boolean counted;

  /**
   * With nothing shown yet.
   *
   * @param json whether they are shown as they are stored
   * @param limit how many are shown; 0: no limit
   * @param folder where their images go
   */
  public PredictionTail(
      Terminal terminal,
      PredictionFilter filter,
      boolean json,
      long limit,
      Optional<PredictionFolder> folder) {
    this.terminal = terminal;
    this.filter = filter;
    this.json = json;
    this.limit = limit;
    this.folder = folder;
  }

  /**
   * Shows those to come until the limit is reached.
   *
   * @param exitAtEnd whether to end at what is the end when this is called
   * @param stop asked several times a second whether to end it
   */
  public void follow(
      TopicReader predictions, RefusedTally refused, boolean exitAtEnd, BooleanSupplier stop) {
    Map<TopicPartition, Long> ends = predictions.ends();
    try (LiveLine line = new LiveLine(terminal)) {
      while (!isOver(stop) && !(exitAtEnd && predictions.hasReached(ends))) {
        take(predictions.poll(POLL), line);
        counted = refused.poll(Duration.ZERO);
        if (refused.total() > 0) {
          line.show(counts(refused));
        }
      }
      long began = System.nanoTime();
      while (!counted
          && !stop.getAsBoolean()
          && (isFull() ? System.nanoTime() - began < CATCHING_UP.toNanos() : exitAtEnd)) {
        counted = refused.poll(POLL);
        line.show("all predictions read; counting what was refused: " + counts(refused));
      }
    }
  }

  /** Whether anything was read. */
  public boolean hasRead() {
    return read > 0;
  }

  /** How many were shown and refused. */
  public String counts(RefusedTally refused) {
    return "%s predictions; %s%s"
        .formatted(
            filter.isOff() ? "%,d".formatted(shown) : "%,d of %,d".formatted(shown, read),
            refused.summary(),
            counted ? "" : " so far");
  }

  private boolean isOver(BooleanSupplier stop) {
    return stop.getAsBoolean() || isFull();
  }

  private boolean isFull() {
    return limit > 0 && shown >= limit;
  }

  private void take(Iterable<ConsumerRecord<byte[], byte[]>> records, LiveLine line) {
    List<Prediction> chosen = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      if (isFull()) {
        break;
      }
      line.clear();
      read++;
      if (json && filter.isOff() && folder.isEmpty() && record.value() != null) {
        print(record);
      } else {
        parsed(record)
            .filter(filter)
            .ifPresent(
                prediction -> {
                  print(record, prediction);
                  chosen.add(prediction);
                });
      }
    }
    if (!chosen.isEmpty()) {
      folder.ifPresent(directory -> directory.save(chosen));
    }
  }

  private Optional<Prediction> parsed(ConsumerRecord<byte[], byte[]> record) {
    try {
      return Optional.of(EventJson.read(record.value(), Prediction.class));
    } catch (MalformedEventException e) {
      terminal.say(
          "%s-%d-%d is not a prediction: %s"
              .formatted(record.topic(), record.partition(), record.offset(), e.getMessage()));
      return Optional.empty();
    }
  }

  private void print(ConsumerRecord<byte[], byte[]> record, Prediction prediction) {
    if (json) {
      print(record);
    } else {
      terminal.print(PredictionLine.of(prediction, terminal.style()));
      shown++;
    }
  }

  private void print(ConsumerRecord<byte[], byte[]> record) {
    terminal.print(new String(record.value(), StandardCharsets.UTF_8));
    shown++;
  }
}
