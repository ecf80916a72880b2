package io.afterimage.registry;

import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.kafka.transaction.PublisherFencedException;
import io.afterimage.schemas.events.ModelEvent;

/** The log of model events as its one writer sees it. */
public interface ModelEventLog extends AutoCloseable {

  /**
   * The fold over everything that was appended before this call.
   *
   * @throws StoreUnavailableException when the log cannot be read in time
   */
  ModelRegistry registry();

  /**
   * Appends an event and returns when it will be seen by all.
   *
   * @throws PublisherFencedException when another writer has taken over
   * @throws StoreUnavailableException when the log could not be reached; it may be that the event
   *     was appended all the same
   */
  void append(ModelEvent event);

  /** Frees connections. */
  @Override
  void close();
}
