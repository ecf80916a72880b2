package io.afterimage.trainer.rollout;

import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.schemas.events.ShadowPrediction;
import java.util.function.Consumer;

/** Where a trainer learns what shadows say. */
public interface ShadowSource extends AutoCloseable {

  /**
   * Hands over what has come since the last call, without waiting for more.
   *
   * @throws StoreUnavailableException when it cannot be read
   */
  void drain(Consumer<ShadowPrediction> receiver);

  @Override
  void close();
}
