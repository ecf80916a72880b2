package io.afterimage.stream.inflight;

import io.afterimage.models.classifier.Classifier;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;

/** Which images another classifier answers than the active version's. Thread-safe. */
@FunctionalInterface
public interface ImageRouting {

  /** None. */
  ImageRouting NONE = (partition, offset, key, headers) -> Optional.empty();

  /**
   * Who answers the image of a record.
   *
   * @param key may be {@code null}
   * @return empty: the active version
   */
  Optional<Classifier> of(TopicPartition partition, long offset, byte[] key, Headers headers);
}
