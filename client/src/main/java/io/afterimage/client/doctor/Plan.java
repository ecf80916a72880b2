package io.afterimage.client.doctor;

import io.afterimage.client.KafkaTarget;
import io.afterimage.kafka.rights.Right;
import io.afterimage.models.inference.Device;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What to check.
 *
 * @param service for messages: stream or trainer
 * @param target which Kafka
 * @param rights what the service needs there, once a broker answers; throws a {@code
 *     StartException} where the service would not start in its consumer group
 * @param partitions how many the topics keyed by image should have; empty: the same, whatever
 * @param modelStore empty for Kafka, otherwise a folder
 * @param libraries native code that the service loads
 * @param device where it computes
 * @param load what takes native memory
 */
public record Plan(
    String service,
    KafkaTarget target,
    Supplier<List<Right>> rights,
    Optional<Integer> partitions,
    Optional<Path> modelStore,
    List<Library> libraries,
    Device device,
    Load load) {

  /** Copies the list. */
  public Plan {
    libraries = List.copyOf(libraries);
  }

  /** How many batches are worked on at once, and what decoding may take. */
  public record Load(int workers, long decodeBytes) {}

  /** Native code, and how to load it. */
  public record Library(String name, Runnable load) {}
}
