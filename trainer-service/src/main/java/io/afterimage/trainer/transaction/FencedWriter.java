package io.afterimage.trainer.transaction;

import io.afterimage.model.store.StoreUnavailableException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes records and offsets all or none, under a fixed transactional id: whoever opens one last is
 * the only one that can still write. After any exception but {@link MembershipChangedException} it
 * is of no more use. For one thread.
 */
public final class FencedWriter implements AutoCloseable {

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final String transactionalId;
  private final KafkaProducer<byte[], byte[]> producer;

  /**
   * Claims the transactional id; what an earlier writer had not finished is gone.
   *
   * @param client properties of a Kafka client: where the brokers are, security
   * @param limit how long claiming, or one transaction, may wait for the brokers
   * @throws StoreUnavailableException when the brokers could not be reached in time
   */
  public FencedWriter(Map<String, Object> client, String transactionalId, Duration limit) {
    this.transactionalId = transactionalId;
    int millis = Math.toIntExact(limit.toMillis());
    Map<String, Object> settings = new HashMap<>(client);
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.max(1, millis / 3));
    KafkaProducer<byte[], byte[]> opened =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    try {
      opened.initTransactions();
    } catch (KafkaException e) {
      opened.close(Duration.ZERO);
      throw new StoreUnavailableException(
          "cannot claim transactional id %s: %s".formatted(transactionalId, e.getMessage()), e);
    }
    producer = opened;
  }

  /** Writes one record alone, as {@link #write(Collection, Optional)}. */
  public void write(ProducerRecord<byte[], byte[]> record) {
    write(List.of(record), Optional.empty());
  }

  /**
   * Writes the records, and notes the offsets, in one transaction; returns when it is committed.
   *
   * @throws TakenOverException when another writer has claimed the transactional id
   * @throws MembershipChangedException when the offsets' group has moved on; nothing was written
   * @throws StoreUnavailableException when the transaction did not come to its end in time; where
   *     the commit itself was not answered, it may have been made
   */
  @SuppressWarnings("FutureReturnValueIgnored") // a send that fails makes the commit fail
  public void write(Collection<ProducerRecord<byte[], byte[]>> records, Optional<Offsets> offsets) {
    try {
      producer.beginTransaction();
      records.forEach(producer::send);
      offsets.ifPresent(o -> producer.sendOffsetsToTransaction(o.next(), o.group()));
      producer.commitTransaction();
    } catch (KafkaException e) {
      throw aborted(e);
    }
  }

  private RuntimeException aborted(KafkaException cause) {
    RuntimeException fault = cause;
    try {
      producer.abortTransaction();
      if (cause instanceof CommitFailedException) {
        return new MembershipChangedException(
            "the group's members have changed: " + cause.getMessage(), cause);
      }
    } catch (KafkaException | IllegalStateException abortFailed) {
      // Illegal after a commit that was not answered in time: it may yet be made.
      fault = isFence(abortFailed) ? abortFailed : cause;
    }
    return isFence(fault)
        ? new TakenOverException(
            "another trainer has taken over transactional id %s: this one has written nothing"
                .formatted(transactionalId),
            fault)
        : new StoreUnavailableException(
            "a transaction of %s was not finished: %s"
                .formatted(transactionalId, fault.getMessage()),
            fault);
  }

  private static boolean isFence(Throwable fault) {
    for (Throwable link = fault; link != null; link = link.getCause()) {
      if (link instanceof ProducerFencedException
          || link instanceof InvalidProducerEpochException) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    producer.close(CLOSE_LIMIT);
  }
}
