package io.afterimage.trainer.rollout;

import io.afterimage.kafka.clients.StoreUnavailableException;
import java.util.function.Consumer;

/**
 * Where a trainer learns what versions say.
 *
 * @param <T> what they say
 */
public interface EventSource<T> extends AutoCloseable {

  /**
   * Hands over what has come since the last call, without waiting for more.
   *
   * @throws StoreUnavailableException when it cannot be read
   */
  void drain(Consumer<T> receiver);

  @Override
  void close();
}
