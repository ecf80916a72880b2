package io.afterimage.registry.store;

import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.models.Lineage;
import java.util.function.BiConsumer;

/**
 * Keeps which examples each model was made with, by the SHA-256 of the model's file: it is known
 * before a version has a name. Models of earlier versions of Afterimage have none. Thread-safe.
 */
public interface LineageStore {

  /**
   * Keeps a model's lineage; again does no harm.
   *
   * @param sha256 of {@code model.onnx}, in lower-case hexadecimal
   * @throws StoreUnavailableException when it could not be stored
   */
  void put(String sha256, Lineage lineage);

  /**
   * Hands over every lineage that there is whole, with the SHA-256 of its model, on the calling
   * thread.
   *
   * @throws StoreUnavailableException when they cannot be read
   */
  void read(BiConsumer<String, Lineage> receiver);
}
