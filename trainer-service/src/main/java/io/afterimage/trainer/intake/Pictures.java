package io.afterimage.trainer.intake;

import io.afterimage.schemas.events.PicturePointer;
import java.util.Collection;
import java.util.function.BiConsumer;

/** Gets original pictures. For one thread. */
interface Pictures extends AutoCloseable {

  /**
   * Hands over what lies at each of the distinct pointers, one after the other and in any order.
   *
   * @param receiver called on this thread; may keep what it gets
   * @throws io.afterimage.kafka.clients.StoreUnavailableException when it is not known what lies
   *     there
   */
  void fetch(Collection<PicturePointer> pointers, BiConsumer<PicturePointer, Fetched> receiver);

  @Override
  void close();
}
