package io.afterimage.stream.shadow;

import io.afterimage.models.classifier.Classifier;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A staged version that is loaded. When it does not keep up, it takes no images for a while, so
 * that it cannot hold up the stream. Thread-safe.
 */
public final class Shadow implements AutoCloseable {

  /**
   * Long against the wait for one late answer, so that such waits cost a small part of the time.
   */
  static final Duration PAUSE = Duration.ofSeconds(1);

  private final String version;
  private final StableShare images;
  private final Classifier classifier;
  private final Runnable end;
  private final AtomicLong pausedUntil = new AtomicLong(System.nanoTime());

  /**
   * Takes over the classifier.
   *
   * @param share of the images that it answers, above 0, at most 1
   * @param end ends the classifier, whose answers in progress then fail or come
   */
  public Shadow(String version, double share, Classifier classifier, Runnable end) {
    this.version = version;
    this.images = new StableShare(version, share);
    this.classifier = classifier;
    this.end = end;
  }

  /** The version's name. */
  public String version() {
    return version;
  }

  /** The share of the images that it answers. */
  public double share() {
    return images.share();
  }

  Classifier classifier() {
    return classifier;
  }

  boolean samples(byte[] id) {
    return images.contains(id);
  }

  boolean isPaused() {
    return System.nanoTime() - pausedUntil.get() < 0;
  }

  void pause() {
    pausedUntil.set(System.nanoTime() + PAUSE.toNanos());
  }

  @Override
  public void close() {
    end.run();
  }
}
