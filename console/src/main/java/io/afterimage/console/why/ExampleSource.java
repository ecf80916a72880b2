package io.afterimage.console.why;

import io.afterimage.schemas.events.ImagePointer;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Has examples to compare with. */
interface ExampleSource {

  /**
   * An example that weights were, or will be, fitted to.
   *
   * @param at where it lies in the training set
   * @param png its image
   */
  record Example(String id, String label, ImagePointer at, byte[] png) {}

  /**
   * Hands over the examples among the newest records, each as its newest record has it.
   *
   * @param newest how many records to go back
   * @param atOnce how many examples at a time at most, so that few images are in memory
   * @param cancelled asked now and then; reading then ends
   * @throws io.afterimage.kafka.clients.StoreUnavailableException when they cannot be read
   */
  void read(long newest, int atOnce, BooleanSupplier cancelled, Consumer<List<Example>> receiver);
}
