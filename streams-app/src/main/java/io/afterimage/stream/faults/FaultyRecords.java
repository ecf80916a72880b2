package io.afterimage.stream.faults;

import io.afterimage.schemas.events.ImagePointer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The records of an instance's partitions that made a stream thread fail. Such a thread is
 * replaced, its transaction is aborted, and the record, when it comes again, is answered by a dead
 * letter that points to it: nothing is lost, nothing is answered twice, and processing continues
 * after it. After a restart of the process an unanswered record fails once more. Thread-safe.
 */
public final class FaultyRecords {

  /** Far more than partitions; records that were answered are not forgotten one by one. */
  private static final int MOST = 10_000;

  private final Map<ImagePointer, String> faults =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ImagePointer, String> eldest) {
          return size() > MOST;
        }
      };
  private final RecordLimits limits;
  private final Function<ProducerRecord<byte[], byte[]>, Optional<ImagePointer>> origins;
  private final AtomicBoolean found = new AtomicBoolean();
  private volatile boolean empty = true;

  /** Without knowledge of what answers what. */
  public FaultyRecords(RecordLimits limits) {
    this(limits, answer -> Optional.empty());
  }

  /**
   * For one instance.
   *
   * @param limits corrected by what topics refuse
   * @param origins which record an answer answers
   */
  public FaultyRecords(
      RecordLimits limits,
      Function<ProducerRecord<byte[], byte[]>, Optional<ImagePointer>> origins) {
    this.limits = limits;
    this.origins = origins;
  }

  Optional<ImagePointer> origin(ProducerRecord<byte[], byte[]> answer) {
    return origins.apply(answer);
  }

  RecordLimits limits() {
    return limits;
  }

  /**
   * Blames a record.
   *
   * @return false where it was blamed before, so that it is not the record that makes it fail
   */
  public synchronized boolean blame(ImagePointer record, String why) {
    boolean fresh = faults.putIfAbsent(record, why) == null;
    if (fresh) {
      found.set(true);
      empty = false;
    }
    return fresh;
  }

  /** Why a record is to blame, if it is. */
  public Optional<String> of(ImagePointer record) {
    if (empty) {
      return Optional.empty();
    }
    synchronized (this) {
      return Optional.ofNullable(faults.get(record));
    }
  }

  /** Whether a record was blamed since the last call. */
  public boolean foundOne() {
    return found.getAndSet(false);
  }
}
