package io.afterimage.stream.shadow;

import io.afterimage.models.classifier.Classifier;
import io.afterimage.schemas.events.ImageHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * A staged version that answers a share of the images instead of the active one. Images of one
 * group have one answerer, by the header {@code group}; without it, by the image's id. The same on
 * every instance, and whenever an image comes again. Thread-safe.
 */
public final class Canary implements StagedModel {

  private final String version;
  private final StableShare share;
  private final Classifier classifier;
  private final CanaryBreaker breaker;
  private final Runnable end;

  /**
   * Takes over the classifier.
   *
   * @param share of the groups that it answers, above 0, at most 1
   * @param classifier its answers, and the active version's where it has none
   * @param breaker of the classifier
   * @param end ends the classifier
   */
  public Canary(
      String version, double share, Classifier classifier, CanaryBreaker breaker, Runnable end) {
    this.version = version;
    this.share = new StableShare("canary " + version, share);
    this.classifier = classifier;
    this.breaker = breaker;
    this.end = end;
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public double share() {
    return share.share();
  }

  /** Why it answers nothing any more. */
  public Optional<String> fault() {
    return breaker.fault();
  }

  Optional<Classifier> of(TopicPartition partition, long offset, byte[] key, Headers headers) {
    return Optional.of(classifier)
        .filter(c -> share.contains(unit(partition, offset, key, headers)));
  }

  private static byte[] unit(TopicPartition partition, long offset, byte[] key, Headers headers) {
    Header group = headers.lastHeader(ImageHeaders.GROUP);
    return group != null && group.value() != null && group.value().length > 0
        ? concat("group ", group.value())
        : StableShare.id(key, partition, offset);
  }

  /** A group and an image of the same name are two things. */
  private static byte[] concat(String kind, byte[] name) {
    return (kind + new String(name, StandardCharsets.ISO_8859_1))
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() {
    end.run();
  }
}
