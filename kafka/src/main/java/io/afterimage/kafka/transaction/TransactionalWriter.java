package io.afterimage.kafka.transaction;

import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.clients.StoreUnavailableException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;

/**
 * Writes records and the offsets of their inputs atomically, under a fixed transactional id: only
 * the writer opened last can write. Thread-safe; writes queue.
 */
public final class TransactionalWriter implements AutoCloseable {

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final String transactionalId;
  private final KafkaProducer<byte[], byte[]> producer;
  private boolean broken;
  private boolean fenced;

  /**
   * Claims the transactional id; writers that were opened under it before are fenced, and what they
   * had not finished is gone.
   *
   * @param limit how long claiming, or one write, may wait for the brokers
   * @throws StoreUnavailableException when the brokers could not be reached in time
   */
  public TransactionalWriter(KafkaClients clients, String transactionalId, Duration limit) {
    this.transactionalId = transactionalId;
    KafkaProducer<byte[], byte[]> opened = null;
    try {
      opened =
          clients.producer(
              limit,
              Map.of(
                  ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                  transactionalId,
                  ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                  true));
      opened.initTransactions();
    } catch (KafkaException e) {
      if (opened != null) {
        opened.close(Duration.ZERO);
      }
      throw new StoreUnavailableException(
          "cannot claim transactional id %s: %s".formatted(transactionalId, e.getMessage()), e);
    }
    producer = opened;
  }

  /**
   * Writes the records in one transaction and returns when it is committed.
   *
   * @param records at least one; taken one after the other, so that they need not be in memory
   *     together
   * @return where the first record lies
   * @throws PublisherFencedException when another writer has claimed the transactional id
   * @throws StoreUnavailableException when the transaction did not come to its end in time; where
   *     the commit itself was not answered, the records may still appear
   */
  public RecordMetadata write(Stream<ProducerRecord<byte[], byte[]>> records) {
    Future<RecordMetadata> first = commit(records, Optional.empty()).orElseThrow();
    try {
      return first.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a committed transaction has a record that failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException(
          "interrupted after a transaction of %s was committed".formatted(transactionalId), e);
    }
  }

  /** Writes one record alone, as {@link #write(Stream)}. */
  public RecordMetadata write(ProducerRecord<byte[], byte[]> record) {
    return write(Stream.of(record));
  }

  /**
   * Writes the records, and notes the offsets, in one transaction; returns when it is committed.
   *
   * @throws PublisherFencedException when another writer has claimed the transactional id
   * @throws MembershipChangedException when the offsets' group has moved on; nothing was written
   * @throws StoreUnavailableException when the transaction did not come to its end in time; where
   *     the commit itself was not answered, it may have been made
   */
  public void write(Collection<ProducerRecord<byte[], byte[]>> records, Optional<Offsets> offsets) {
    var unused = commit(records.stream(), offsets);
  }

  /** A send that fails makes the commit fail, so only the first record's place is asked for. */
  private synchronized Optional<Future<RecordMetadata>> commit(
      Stream<ProducerRecord<byte[], byte[]>> records, Optional<Offsets> offsets) {
    if (fenced) {
      throw takenOver(null);
    }
    if (broken) {
      throw new StoreUnavailableException(
          "the writer with transactional id %s has failed before: open a new one"
              .formatted(transactionalId));
    }
    try {
      producer.beginTransaction();
      Optional<Future<RecordMetadata>> first =
          records.map(producer::send).reduce((earlier, later) -> earlier);
      offsets.ifPresent(o -> producer.sendOffsetsToTransaction(o.next(), o.group()));
      producer.commitTransaction();
      return first;
    } catch (KafkaException e) {
      throw aborted(e);
    }
  }

  private RuntimeException aborted(KafkaException cause) {
    RuntimeException fault = cause;
    try {
      producer.abortTransaction();
    } catch (KafkaException | IllegalStateException abortFailed) {
      // Illegal after a commit that was not answered in time: it may yet be made.
      broken = true;
      if (isFence(abortFailed)) {
        fault = abortFailed;
      }
    }
    if (isFence(fault)) {
      broken = true;
      fenced = true;
      return takenOver(fault);
    }
    if (cause instanceof CommitFailedException && !broken) {
      return new MembershipChangedException(
          "the group's members have changed: " + cause.getMessage(), cause);
    }
    return new StoreUnavailableException(
        "a transaction of %s was not finished: %s".formatted(transactionalId, fault.getMessage()),
        fault);
  }

  private PublisherFencedException takenOver(Throwable fault) {
    return new PublisherFencedException(
        "another process has taken over transactional id %s: only one may run at a time, so this one stops and has written nothing"
            .formatted(transactionalId),
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
