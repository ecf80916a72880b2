package io.afterimage.stream.topology;

import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.stream.faults.FaultyRecords;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Answers a record that is to blame with a dead letter that points to it, and leaves all others to
 * the processor.
 */
public final class Guarded<K> implements Processor<byte[], byte[], K, byte[]> {

  /** What its dead letter has of a record. */
  public enum Letter {
    /** Where it lies. */
    POINTER,
    /** All of it, as far as that fits: it comes from an internal topic and will be gone. */
    WHOLE
  }

  private final Processor<byte[], byte[], K, byte[]> guarded;
  private final FaultyRecords faults;
  private final Letter letter;
  private final Function<String, K> key;
  private final Consumer<ImagePointer> passed;
  private final String deadLetters;
  private final InstantSource clock;
  private ProcessorContext<K, byte[]> context;

  /**
   * Before a processor.
   *
   * @param key the key of dead letters as their sink writes it
   * @param passed told of each record that the processor does not get to see
   * @param deadLetters the sink of dead letters, a child of the processor's node
   */
  public Guarded(
      Processor<byte[], byte[], K, byte[]> guarded,
      FaultyRecords faults,
      Letter letter,
      Function<String, K> key,
      Consumer<ImagePointer> passed,
      String deadLetters,
      InstantSource clock) {
    this.guarded = guarded;
    this.faults = faults;
    this.letter = letter;
    this.key = key;
    this.passed = passed;
    this.deadLetters = deadLetters;
    this.clock = clock;
  }

  @Override
  public void init(ProcessorContext<K, byte[]> newContext) {
    context = newContext;
    guarded.init(newContext);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    ImagePointer origin =
        context
            .recordMetadata()
            .map(at -> new ImagePointer(at.topic(), at.partition(), at.offset()))
            .orElseThrow(() -> new IllegalStateException("a source record has metadata"));
    Optional<String> fault = faults.of(origin);
    if (fault.isEmpty()) {
      guarded.process(record);
      return;
    }
    passed.accept(origin);
    Record<String, byte[]> made =
        letter == Letter.WHOLE
            ? DeadLetters.of(
                record, DeadLetters.UNPROCESSABLE, fault.get(), origin, clock.instant())
            : DeadLetters.pointer(
                record, DeadLetters.UNPROCESSABLE, fault.get(), origin, clock.instant());
    context.forward(made.withKey(key.apply(made.key())), deadLetters);
  }

  @Override
  public void close() {
    guarded.close();
  }
}
