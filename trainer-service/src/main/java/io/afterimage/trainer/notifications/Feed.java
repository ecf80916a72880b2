package io.afterimage.trainer.notifications;

import io.afterimage.schemas.events.Notification;
import java.time.Duration;
import java.util.List;

/** Where notifications come from, and what remembers which of them were told. For one thread. */
interface Feed extends AutoCloseable {

  /**
   * What one record says.
   *
   * @param partition of the record's topic, by number among those that are read
   * @param next the offset behind the record
   */
  record Entry(int partition, long next, List<Notification> notifications) {

    /** Copies the list. */
    public Entry {
      notifications = List.copyOf(notifications);
    }
  }

  /**
   * The next entries, after waiting for at most this long; few at a time, the others stay in Kafka.
   *
   * @throws io.afterimage.kafka.clients.StoreUnavailableException when they cannot be read
   */
  List<Entry> poll(Duration wait);

  /**
   * Everything up to this entry of its partition was told, and is not told again after a restart.
   *
   * @throws io.afterimage.kafka.clients.StoreUnavailableException when that cannot be remembered
   */
  void told(Entry entry);

  @Override
  void close();
}
