package io.afterimage.kafka.images;

import io.afterimage.schemas.events.ImagePointer;
import java.util.Collection;
import java.util.function.BiConsumer;

/** Gets original images. For one thread. */
public interface ImageSource extends AutoCloseable {

  /**
   * Hands over what lies at each of the distinct pointers, one after the other and in any order.
   *
   * @param receiver called on this thread; may keep what it gets
   * @throws io.afterimage.kafka.clients.StoreUnavailableException when it is not known what lies
   *     there
   */
  void fetch(Collection<ImagePointer> pointers, BiConsumer<ImagePointer, Fetched> receiver);

  @Override
  void close();
}
