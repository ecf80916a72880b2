package io.afterimage.kafka.transaction;

import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.clients.StoreUnavailableException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes records and offsets all or none, under a fixed transactional id: whoever opens one last is
 * the only one that can still write. After any exception but {@link MembershipChangedException} it
 * is of no more use. For one thread.
 */
public final class FencedWriter implements AutoCloseable {

  private final TransactionalWriter writer;

  /**
   * Claims the transactional id; what an earlier writer had not finished is gone.
   *
   * @param limit how long claiming, or one transaction, may wait for the brokers
   * @throws StoreUnavailableException when the brokers could not be reached in time
   */
  public FencedWriter(KafkaClients clients, String transactionalId, Duration limit) {
    writer = new TransactionalWriter(clients, transactionalId, limit);
  }

  /** Writes one record alone, as {@link #write(Collection, Optional)}. */
  public void write(ProducerRecord<byte[], byte[]> record) {
    write(List.of(record), Optional.empty());
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
    try {
      writer.commit(transaction -> send(transaction, records, offsets));
    } catch (StoreUnavailableException e) {
      if (e.getCause() instanceof CommitFailedException && !writer.isBroken()) {
        throw new MembershipChangedException(
            "the group's members have changed: " + e.getCause().getMessage(), e);
      }
      throw e;
    }
  }

  /** A send that fails makes the commit fail, so its future tells nothing more. */
  @SuppressWarnings("FutureReturnValueIgnored")
  private static int send(
      Producer<byte[], byte[]> transaction,
      Collection<ProducerRecord<byte[], byte[]>> records,
      Optional<Offsets> offsets) {
    records.forEach(transaction::send);
    offsets.ifPresent(o -> transaction.sendOffsetsToTransaction(o.next(), o.group()));
    return records.size();
  }

  @Override
  public void close() {
    writer.close();
  }
}
