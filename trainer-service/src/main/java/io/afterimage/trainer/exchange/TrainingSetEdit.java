package io.afterimage.trainer.exchange;

import io.afterimage.kafka.transaction.TransactionalWriter;
import io.afterimage.trainer.buffer.BufferLimits;
import io.afterimage.trainer.buffer.Example;
import io.afterimage.trainer.buffer.ExampleRecords;
import io.afterimage.trainer.buffer.ImageSpool;
import io.afterimage.trainer.buffer.ReplayBuffer;
import io.afterimage.trainer.buffer.TrainingSetTopic;
import io.afterimage.training.dataset.StableSplit;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Removes and renames examples in the training set, on a user's request. A running trainer follows
 * these changes: they are not written under a trainer's transactional id, so none is fenced.
 *
 * @param topic the training set
 * @param limit time limit for reading it
 */
public record TrainingSetEdit(TrainingSetTopic topic, Duration limit) {

  private static final int EXAMPLES_PER_TRANSACTION = 100;

  /**
   * The examples that are meant, sorted by id.
   *
   * @param spool keeps their images: {@link ImageSpool#NOWHERE} unless they are to be renamed
   * @throws io.afterimage.kafka.clients.StoreUnavailableException when the topic cannot be read
   */
  public List<Example> find(ExampleFilter filter, ImageSpool spool) {
    return all(spool).stream().filter(filter::matches).toList();
  }

  /**
   * All examples, sorted by id.
   *
   * @throws io.afterimage.kafka.clients.StoreUnavailableException when the topic cannot be read
   */
  public List<Example> all(ImageSpool spool) {
    ReplayBuffer buffer =
        new ReplayBuffer(
            new BufferLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, StableSplit.SERVICE), spool);
    topic.fill(buffer, limit, () -> false);
    return buffer.snapshot();
  }

  /** Removes the examples. */
  public void remove(TransactionalWriter writer, List<Example> examples) {
    write(writer, examples, example -> ExampleRecords.remove(topic.topic(), example.id()));
  }

  /** Gives the examples another label; they keep their splits, dates and sources. */
  public void rename(TransactionalWriter writer, List<Example> examples, String label) {
    write(
        writer, examples, example -> ExampleRecords.replace(topic.topic(), example.renamed(label)));
  }

  private static void write(
      TransactionalWriter writer,
      List<Example> examples,
      Function<Example, ProducerRecord<byte[], byte[]>> record) {
    for (int from = 0; from < examples.size(); from += EXAMPLES_PER_TRANSACTION) {
      int to = Math.min(examples.size(), from + EXAMPLES_PER_TRANSACTION);
      writer.write(examples.subList(from, to).stream().map(record).toList(), Optional.empty());
    }
  }
}
